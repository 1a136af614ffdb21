# The service as an image: `docker build -t ko-zh-glossary .`; how to run it is in docs/operations.md.

FROM python:3.12-slim AS build

WORKDIR /build
COPY requirements-postgres.lock ./
# What the program needs, each file held against its hash. The environment gets no pip of its own, and lies where it will
# lie in the image, because its scripts name their interpreter.
RUN python -m venv --without-pip /opt/glossary \
    && pip --python /opt/glossary/bin/python install --no-cache-dir --require-hashes -r requirements-postgres.lock

COPY pyproject.toml README.md LICENSE NOTICE ./
COPY data data
COPY glossary glossary
RUN pip wheel --no-cache-dir --no-deps --wheel-dir dist . \
    && pip --python /opt/glossary/bin/python install --no-cache-dir --no-deps --no-index dist/*.whl


FROM python:3.12-slim

RUN groupadd --gid 10001 glossary \
    && useradd --uid 10001 --gid glossary --home-dir /data --no-create-home --shell /usr/sbin/nologin glossary \
    && install --directory --owner glossary --group glossary /data
COPY --from=build /opt/glossary /opt/glossary

ENV PATH=/opt/glossary/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    GLOSSARY_DATABASE_URL=sqlite:////data/glossary.db
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 8000
# Not urllib: it would ask the proxy that Docker may put into the environment. The first building of a large glossary
# counts as starting.
HEALTHCHECK --interval=10s --timeout=5s --start-period=120s --retries=3 CMD ["python", "-c", "import http.client, sys; ready = http.client.HTTPConnection('127.0.0.1', 8000, timeout=4); ready.request('GET', '/readyz'); sys.exit(ready.getresponse().status != 200)"]
ENTRYPOINT ["glossary"]
CMD ["serve", "--host", "0.0.0.0"]

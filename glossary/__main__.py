"""`python -m glossary` is `glossary`."""

from glossary.cli import run

if __name__ == "__main__":
    run()

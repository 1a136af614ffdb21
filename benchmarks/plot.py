"""Line charts as SVG, for the docs: small multiples side by side."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

_WIDTH, _HEIGHT, _LEFT, _TOP, _BOTTOM, _RIGHT = 300, 240, 46, 30, 40, 14
_COLOURS = ("#1f6feb", "#cf222e", "#1a7f37", "#9a6700")


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart: named lines of (x, y) points; `mark` is a value of x to draw a line at."""

    title: str
    x: str
    lines: dict[str, Sequence[tuple[float, float]]]
    x_ticks: Sequence[float]
    y_ticks: Sequence[float]
    log: bool = False
    mark: float | None = None
    shown: dict[float, str] = field(default_factory=dict)


def svg(charts: Sequence[Chart]) -> str:
    """Return the charts side by side."""
    width = _WIDTH * len(charts)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {_HEIGHT}" width="{width}" height="{_HEIGHT}" '
        'font-family="sans-serif" font-size="11">',
        f'<rect width="{width}" height="{_HEIGHT}" fill="#fff"/>',
    ]
    for number, chart in enumerate(charts):
        parts.append(f'<g transform="translate({_WIDTH * number} 0)">{"".join(_drawn(chart))}</g>')
    return "\n".join((*parts, "</svg>")) + "\n"


def _drawn(chart: Chart) -> list[str]:
    def scale(value: float) -> float:
        return math.log10(value) if chart.log else value

    def across(x: float) -> float:
        low, high = scale(chart.x_ticks[0]), scale(chart.x_ticks[-1])
        return _LEFT + (scale(x) - low) / (high - low) * (_WIDTH - _LEFT - _RIGHT)

    def up(y: float) -> float:
        low, high = scale(chart.y_ticks[0]), scale(chart.y_ticks[-1])
        return _HEIGHT - _BOTTOM - (scale(y) - low) / (high - low) * (_HEIGHT - _TOP - _BOTTOM)

    def label(value: float) -> str:
        return chart.shown.get(value, f"{value:g}")

    parts = [f'<text x="{_LEFT}" y="16" font-weight="bold">{escape(chart.title)}</text>']
    for tick in chart.y_ticks:
        y = f"{up(tick):.1f}"
        parts.append(f'<path d="M{_LEFT} {y}H{_WIDTH - _RIGHT}" stroke="#d0d7de"/>')
        parts.append(f'<text x="{_LEFT - 5}" y="{y}" dy="4" text-anchor="end">{label(tick)}</text>')
    for tick in chart.x_ticks:
        parts.append(
            f'<text x="{across(tick):.1f}" y="{_HEIGHT - _BOTTOM + 15}" text-anchor="middle">{label(tick)}</text>'
        )
    parts.append(f'<text x="{_WIDTH / 2}" y="{_HEIGHT - 8}" text-anchor="middle">{escape(chart.x)}</text>')
    if chart.mark is not None:
        parts.append(
            f'<path d="M{across(chart.mark):.1f} {_TOP}V{_HEIGHT - _BOTTOM}" stroke="#57606a" stroke-dasharray="3"/>'
        )
    # The legend stands where the lines do not begin.
    low = sum(up(points[0][1]) for points in chart.lines.values() if points) / len(chart.lines) > _HEIGHT / 2
    legend = _TOP + 12 if low else _HEIGHT - _BOTTOM - 10 - 14 * (len(chart.lines) - 1)
    for number, (name, points) in enumerate(chart.lines.items()):
        colour = _COLOURS[number]
        inside = [(x, y) for x, y in points if chart.y_ticks[0] <= y <= chart.y_ticks[-1]]
        path = "L".join(f"{across(x):.1f} {up(y):.1f}" for x, y in inside)
        parts.append(f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="1.8"/>')
        parts.append(f'<text x="{_LEFT + 8}" y="{legend + 14 * number}" fill="{colour}">{escape(name)}</text>')
    return parts

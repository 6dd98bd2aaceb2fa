"""What was measured, minute by minute, and whether it holds: memory that does not grow, times that stay, no error."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import linear_regression, median

MAX_SLOPE_MB_PER_HOUR = 1.0
# Processes are exchanged every minute and are caught at different moments of it: a slope is told with twice its standard error, and
# grows where even the lower end of that is more than is allowed.
ERRORS = 2.0
# The last half may be slower than the first by this factor: the machine has other work.
MAX_SLOWER = 1.5
# A machine with other work may leave none for this for a moment.
MOST_MISSED = 0.01
# Processes that end their last answers beside the new ones have theirs.
MOST_MORE = 20
# What is loaded and remembered in the beginning is no leak.
WARM_SHARE = 0.25
HEAD = "| minute | requests | errors | not sent | p50 ms | p99 ms | PSS MB | RSS MB | processes | descriptors | threads | load | generation |"


@dataclass(frozen=True, slots=True)
class Sample:
    """One minute; memory is the sum over the server's processes, ``load`` that of the machine."""

    minute: float
    requests: int
    errors: int
    missed: int
    p50: float
    p99: float
    pss: float
    rss: float
    processes: int
    descriptors: int
    threads: int
    load: float
    generation: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """One thing that is asked, what was found, and whether it holds."""

    asked: str
    found: str
    holds: bool


def judge(samples: Sequence[Sample]) -> list[Verdict]:
    """What is asked of a soak, by its samples; with fewer than eight there is no slope and none is claimed."""
    errors, sent, missed = (sum(getattr(one, name) for one in samples) for name in ("errors", "requests", "missed"))
    verdicts = [
        Verdict("no error", f"{errors} of {sent:,} requests", errors == 0 and sent > 0),
        Verdict("the rate is kept", f"{missed:,} requests were not sent: all readers waited", missed <= sent * MOST_MISSED),
    ]
    warm = samples[int(len(samples) * WARM_SHARE) :]
    if len(samples) < 8:
        return verdicts
    for name in ("pss", "rss"):
        slope, error = _slope([one.minute / 60 for one in warm], [getattr(one, name) for one in warm])
        asked = f"{name.upper()} does not grow by more than {MAX_SLOPE_MB_PER_HOUR:g} MB an hour after the first quarter"
        found = f"{slope:+.1f} MB an hour, give or take {ERRORS * error:.1f}"
        verdicts.append(Verdict(asked, found, slope - ERRORS * error < MAX_SLOPE_MB_PER_HOUR))
    first, last = (median(one.p99 for one in half) for half in (warm[: len(warm) // 2], warm[len(warm) // 2 :]))
    verdicts.append(Verdict("p99 stays", f"{first:.0f} ms, then {last:.0f} ms", last <= first * MAX_SLOWER))
    return verdicts + [_piling(name, [getattr(one, name) for one in warm]) for name in ("descriptors", "threads")]


def _slope(x: Sequence[float], y: Sequence[float]) -> tuple[float, float]:
    """The slope of the line through the points, and its standard error."""
    line = linear_regression(x, y)
    mean = sum(x) / len(x)
    rest = sum((b - line.intercept - line.slope * a) ** 2 for a, b in zip(x, y, strict=True))
    return line.slope, (rest / (len(x) - 2) / sum((a - mean) ** 2 for a in x)) ** 0.5


def _piling(name: str, counts: Sequence[int]) -> Verdict:
    drift = counts[-1] - counts[0]
    told = f"{min(counts):.0f} to {max(counts):.0f}, {drift:+.0f} from first to last"
    return Verdict(f"{name} do not pile up", told, drift <= MOST_MORE)


def report(title: str, asked_seconds: float, samples: Sequence[Sample]) -> str:
    """The whole as Markdown: how long it was asked to run and ran, the verdicts, and a line a minute."""
    ran = samples[-1].minute * 60 if samples else 0.0
    done = "it ran to its end" if ran >= asked_seconds - 1 else "it is still running or was stopped before its end"
    lines = [
        f"# {title}",
        "",
        f"{ran / 60:.0f} of {asked_seconds / 60:.0f} minutes: {done}.",
        "",
        "| asked | found | |",
        "| --- | --- | --- |",
    ]
    lines += [f"| {one.asked} | {one.found} | {'holds' if one.holds else 'does not hold'} |" for one in judge(samples)]
    lines += ["", HEAD, "|" + " --- |" * HEAD.count(" | ") + " --- |"]
    lines += [_line(one) for one in samples]
    return "\n".join(lines) + "\n"


def _line(one: Sample) -> str:
    return (
        f"| {one.minute:.1f} | {one.requests} | {one.errors} | {one.missed} | {one.p50:.0f} | {one.p99:.0f} | {one.pss:.0f} | {one.rss:.0f} "
        f"| {one.processes} | {one.descriptors} | {one.threads} | {one.load:.1f} | {one.generation} |"
    )

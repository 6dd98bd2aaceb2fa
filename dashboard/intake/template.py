"""A table to fill in, and the command that adds a file as it was previewed."""

from __future__ import annotations

import csv
import io
import shlex

from dashboard.intake.instructions import Instructions
from dashboard.intake.words import WORDS

# One row that shows the form of every cell, with a figure that the ledger holds too.
EXAMPLE = {
    "sender": "Austria", "host": "Kosovo", "measure": "troops", "definition": "deployed", "value": "487", "unit": "persons",
    "date": "2017-02", "said_by": "NATO, KFOR Key Facts and Figures", "note": "An example: replace this row",
}  # fmt: skip
TITLE = (
    "# Fill in the table below these lines. Needed: sender, host, measure, date (or start and end), and value, low, high or phrase.",
    "# Write nothing for what is not known, 0 for none at all, 'withheld' where the source has a figure and does not give it.",
)


def template() -> str:
    """The table as CSV: what each column holds, a header, and one example row; it can be added as it is."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([[line] for line in TITLE])
    writer.writerows([[f"# {name}: {what}"] for name, (what, _) in WORDS.items()])
    writer.writerow(list(WORDS))
    writer.writerow([EXAMPLE.get(name, "") for name in WORDS])
    return text.getvalue()


def command_line(file: str, said: Instructions) -> str:
    """The command that adds ``file`` as these instructions have it read, ready to be typed into a shell."""
    words = ["presence", "add", file]
    for name, title in said.columns.items():
        words += ["--map", f"{title}={name}"]
    for name, value in said.constants.items():
        words += [f"--{name}", value]
    told = {
        "--sheet": said.sheet, "--dates": said.dates, "--decimal": said.mark, "--as": said.form, "--source-id": said.source_id,
        "--source-title": said.title, "--publisher": said.publisher, "--licence": said.licence, "--url": said.url,
        "--new-measure": said.new_measure, "--measure-title": said.measure_title, "--measure-unit": said.measure_unit,
        "--measure-kind": said.measure_kind, "--measure-domain": said.measure_domain, "--measure-text": said.measure_text,
        "--new-definition": said.own_definition, "--definition-title": said.own_title, "--definition-text": said.own_text,
    }  # fmt: skip
    for option, value in told.items():
        words += [option, value] if value else []
    return shlex.join([*words, "--yes"])

"""`Blocks`: the text of a document with markup, block by block: paragraphs, headings, rows of tables."""

from __future__ import annotations

from retrieval.articles.decoding import visible

LONGEST_CELL = 200
"""Characters of a table's cell; a longer one is a paragraph, in a table that only lays out a page."""


class Blocks:
    """Collects text in the order of the document; white space in a block counts as one blank."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._into: list[list[str]] = [[]]
        self._rows: list[list[list[str]]] = []
        self._asides: list[tuple[list[str], list[list[str]]]] = []
        self._after: list[str] = []

    def write(self, text: str) -> None:
        """Add text to the block at hand."""
        self._pieces.append(text)

    def close(self) -> str:
        """End the block at hand and return it, empty where it has no text; what stood aside of it follows it."""
        block = " ".join("".join(self._pieces).split())
        self._pieces = []
        if block:
            self._into[-1].append(block)
        if self._after and not self._asides:
            self._into[-1] += self._after
            self._after = []
        return block

    def begin_row(self) -> None:
        """Begin a row of a table, perhaps of one within another's cell."""
        self.close()
        self._rows.append([])

    def begin_cell(self) -> None:
        """Begin a cell of the row at hand; outside of rows it is no cell."""
        self.close()
        if self._rows:
            self._into.append([])

    def end_cell(self) -> None:
        """End the cell at hand."""
        self.close()
        if self._rows and len(self._into) > 1:
            self._rows[-1].append(self._into.pop())

    def end_row(self) -> None:
        """End the row at hand: one block, cells apart by semicolons, or where a cell holds paragraphs, all of them."""
        self.close()
        if not self._rows:
            return
        cells = [cell for cell in self._rows.pop() if cell]
        if all(len(cell) == 1 and len(cell[0]) <= LONGEST_CELL for cell in cells):
            cells = [["; ".join(cell[0] for cell in cells)]] if cells else []
        for cell in cells:
            self._into[-1] += cell

    def begin_aside(self) -> None:
        """Begin what stands beside the block at hand, such as a text box, and follows it in the text."""
        self._asides.append((self._pieces, self._into))
        self._pieces, self._into = [], [[]]

    def end_aside(self) -> None:
        """End it, and go on with the block that it stands beside."""
        self.close()
        if self._asides:
            found = self._into[0]
            self._pieces, self._into = self._asides.pop()
            self._after += found

    def all(self) -> list[str]:
        """Return the blocks so far, each on one line."""
        self.close()
        return [block for kept in self._into for block in kept]

    def text(self) -> str:
        """Return the blocks so far, apart by blank lines."""
        return visible("\n\n".join(self.all()))

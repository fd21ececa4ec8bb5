"""An import-linter contract: from outside, a room is entered through its door and nothing else.

Rooms `without_door` (the pure kernel, whose modules are themselves the vocabulary; and the site, which nobody may import) are
left out; what stands above them is the business of the layers contract.
"""

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class OneDoor(Contract):
    """Every import that crosses a room's wall and does not end in the room's door breaks this contract."""

    type_name = "one_door"

    house = fields.StringField()
    door = fields.StringField()
    without_door = fields.ListField(subfield=fields.StringField(), required=False, default=[])

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        free = {f"{self.house}.{name}" for name in self.without_door}
        rooms = graph.find_children(self.house) - free
        broken = [pair for room in rooms for pair in self._climbers(graph, room)]
        return ContractCheck(kept=not broken, metadata={"broken": sorted(broken)})

    def _climbers(self, graph: ImportGraph, room: str) -> list[tuple[str, str]]:
        inside = {room, *graph.find_descendants(room)}
        return [
            (importer, imported)
            for imported in inside - {f"{room}.{self.door}"}
            for importer in graph.find_modules_that_directly_import(imported) - inside
        ]

    def render_broken_contract(self, check: ContractCheck) -> None:
        for importer, imported in check.metadata["broken"]:
            door = ".".join([*imported.split(".")[:2], self.door])
            output.print_error(f"- {importer} climbs in through a window: {imported}. Import it from {door}.")

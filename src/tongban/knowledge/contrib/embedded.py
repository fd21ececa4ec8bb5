"""The embedded index: tantivy, in the memory of the process, built once for an edition."""

from collections.abc import Iterator, Mapping, Sequence

from tantivy import DocAddress, Document, Occur, Query, SchemaBuilder
from tantivy import Index as TantivyIndex

from tongban.knowledge.ports import FIELDS, Terms

MEMORY = 30_000_000


class EmbeddedIndex:
    """Candidates by BM25 over the fields of ports.FIELDS."""

    def __init__(self, digest: str, documents: Sequence[Mapping[str, str]]) -> None:
        builder = SchemaBuilder()
        builder.add_unsigned_field("at", stored=True)
        for field in FIELDS:
            builder.add_text_field(field, tokenizer_name="whitespace")
        self.schema = builder.build()
        index = TantivyIndex(self.schema)
        writer = index.writer(heap_size=MEMORY, num_threads=1)
        for at, fields in enumerate(documents):
            document = Document()
            document.add_unsigned("at", at)
            for field, text in fields.items():
                document.add_text(field, text)
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        self.searcher = index.searcher()

    def candidates(self, terms: Terms, limit: int) -> list[int]:
        clauses = [(Occur.Should, clause) for clause in self._clauses(terms)]
        if not clauses:
            return []
        found = self.searcher.search(Query.boolean_query(clauses), limit=limit).hits
        return [self._number(address) for _, address in found]

    def _number(self, address: DocAddress) -> int:
        return int(self.searcher.doc(address)["at"][0])

    def _clauses(self, terms: Terms) -> Iterator[Query]:
        for token in terms.words:
            for field in ("called", "asked", "told"):
                yield self._term(field, token)
        for token in terms.heard:
            yield self._term("heard", token)
        if terms.typed:
            yield self._term("typed", terms.typed)
            if len(terms.typed) > 2:
                near = Query.fuzzy_term_query(
                    self.schema, "typed", terms.typed, distance=min(len(terms.typed) // 5, 2), prefix=True
                )
                yield Query.boost_query(near, 0.8)

    def _term(self, field: str, token: str) -> Query:
        return Query.boost_query(Query.term_query(self.schema, field, token), FIELDS[field])

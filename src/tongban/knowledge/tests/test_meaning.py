"""Which way the sayings of an entry lie, learned from all of them."""

import numpy as np

from tongban.knowledge.finding.meaning import STIFF, Meaning, directions_of


class Known:
    """An encoder that knows a few sentences."""

    name = "known"

    def __init__(self, vectors):
        self.vectors = {text: np.array(one, np.float32) / np.linalg.norm(one) for text, one in vectors.items()}

    def encode(self, texts):
        return np.stack([self.vectors.get(text, np.zeros(3, np.float32)) for text in texts])


def test_directions_are_the_ridge_regression_of_the_entries_on_their_sayings():
    chance = np.random.default_rng(5)
    vectors = chance.standard_normal((40, 6)).astype(np.float32)
    first = np.array([0, 25, 25, 40])  # the second entry has no sayings

    found = directions_of(vectors, first)

    belongs = np.zeros((40, 3))
    belongs[:25, 0] = belongs[25:, 2] = 1
    wanted = np.linalg.inv(vectors.T @ vectors + STIFF * np.eye(6)) @ vectors.T @ belongs
    assert np.allclose(found, wanted.T, atol=1e-4)
    assert not found[1].any()


def test_what_all_sayings_of_an_entry_share_counts_beside_the_nearest_one(tmp_path):
    # Everything speaks of shops; only the first entry's sayings are about the second axis too.
    encoder = Known(
        {
            "a1": (1, 0.5, 0.2), "a2": (1, 0.5, -0.2), "a3": (1, 0.6, 0.1),
            "b1": (1, 0, 0.3), "b2": (1, 0, -0.3), "b3": (1, -0.1, 0.2), "asked": (1, 0.45, 0.9),
        }
    )  # fmt: skip
    meaning = Meaning(["a1", "a2", "a3", "b1", "b2", "b3"], [0, 0, 0, 1, 1, 1], encoder, tmp_path)
    meaning.prepare(wait=True)

    found = meaning.likeness("asked", [0, 1], widen=True)

    assert set(found) == {0, 1}
    assert found[0][0] > found[1][0]
    assert found[0][1] / found[1][1] > 1.2 * found[0][0] / found[1][0]
    again = Meaning(["a1", "b1"], [0, 1], encoder, tmp_path)
    again.prepare(wait=True)
    assert again.directions.shape == (2, 3)

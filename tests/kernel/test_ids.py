from kernel.ids import uuid7


def test_later_ids_sort_later_and_say_their_version() -> None:
    made = [uuid7() for _ in range(200)]
    assert len(set(made)) == 200
    assert all(one.version == 7 for one in made)
    milliseconds = [one.int >> 80 for one in made]
    assert milliseconds == sorted(milliseconds)

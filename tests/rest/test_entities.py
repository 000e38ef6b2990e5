"""Entities over HTTP: found, paged, shown; what is not there is a problem that helps."""

import pytest

pytestmark = pytest.mark.xdist_group("web")

TWIN = "/api/v1/twins/demo"


def test_typing_finds(client):
    found = client.get(f"{TWIN}/entities", params={"q": "galium"}).json()
    assert found["items"][0]["id"] == "mineral:gallium"


def test_a_list_is_read_page_by_page(client):
    seen, cursor = [], None
    for _ in range(40):
        asked = {"kind": "mineral", "limit": 30} | ({"cursor": cursor} if cursor else {})
        page = client.get(f"{TWIN}/entities", params=asked).json()
        seen += [item["id"] for item in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == page["total"]


@pytest.mark.parametrize(
    "entity", ["commodity:334413", "region:Rest%20of%20Asia%20and%20Pacific", "mineral:gallium"]
)
def test_an_entity_answers_under_the_id_that_the_list_gives(client, entity):
    from urllib.parse import quote

    for path in (entity, quote(entity, safe="")):
        shown = client.get(f"{TWIN}/entities/{path}")
        assert shown.status_code == 200
        assert shown.json()["id"] == entity


def test_a_neighborhood_is_read_page_by_page_and_sums_hold(client):
    path = f"{TWIN}/entities/commodity:334413/neighborhood"
    asked = {"direction": "downstream", "tiers": 2, "limit": 10}
    first = client.get(path, params=asked).json()
    second = client.get(path, params=asked | {"cursor": first["next"]}).json()
    assert {n["key"] for n in first["nodes"]}.isdisjoint({n["key"] for n in second["nodes"]})
    for a, b in zip(first["tiers"], second["tiers"], strict=True):
        assert a["reached"] == b["reached"]
        assert b["shown"] == 20
        assert a["shown_share"] + a["rest_share"] == pytest.approx(
            b["shown_share"] + b["rest_share"]
        )


def test_what_touches_it(client):
    found = client.get(f"{TWIN}/entities/mineral:gallium/touching").json()
    assert "china-gallium" in {s["name"] for s in found["scenarios"]}


@pytest.mark.parametrize(
    ("path", "asked", "status"),
    [
        ("/entities/mineral:galium", {}, 404),
        ("/entities/mineral:galium/neighborhood", {}, 404),
        ("/entities/nonsense", {}, 404),
        ("/entities/thing:x/touching", {}, 404),
        ("/entities", {"kind": "planet"}, 422),
        ("/entities", {"limit": 0}, 422),
        ("/entities", {"cursor": "nonsense"}, 422),
        ("/entities/mineral:gallium/neighborhood", {"tiers": 4}, 422),
        ("/entities/mineral:gallium/neighborhood", {"limit": 101}, 422),
        ("/entities/mineral:gallium/neighborhood", {"cursor": "!"}, 422),
    ],
)
def test_what_cannot_be_answered_is_a_problem(client, path, asked, status):
    found = client.get(TWIN + path, params=asked)
    assert found.status_code == status
    assert found.headers["content-type"].startswith("application/problem+json")
    assert found.json()["title"]


def test_a_misspelled_entity_names_the_closest(client):
    found = client.get(f"{TWIN}/entities/mineral:galium").json()
    assert "mineral:gallium" in found["hint"]

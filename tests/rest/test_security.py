"""Who may ask, by name, by page and by token; what a browser is told to do with the answers."""

import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from mainstay.errors import InputError
from mainstay.rest import serving
from mainstay.rest.app import create_app
from mainstay.rest.headers import PAGE_POLICY
from mainstay.rest.security import is_address, name_in
from mainstay.rest.serving import Plan, Wishes, plan
from mainstay.rest.settings import Settings

pytestmark = pytest.mark.xdist_group("web")

TOKEN = "a-token-of-the-tests-0123456789"
READ = "/api/v1/problems"


def asked(tmp_path, base="http://127.0.0.1:8000", **settings):
    app = create_app(Settings(home=tmp_path, **settings))
    return TestClient(app, base_url=base, follow_redirects=False)


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    return asked(tmp_path_factory.mktemp("none"))


@pytest.fixture
def guarded(tmp_path):
    return asked(tmp_path, token=TOKEN)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:8000", "LOCALHOST", "[::1]:8000"])
def test_a_server_on_loopback_answers_to_names_of_loopback(plain, host):
    assert plain.get(READ, headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil", "", "a b", "127.0.0.1:x"]
)
def test_a_name_pointed_at_loopback_is_refused(plain, host):
    for path in (READ, "/", "/assets/x.js"):
        answer = plain.get(path, headers={"Host": host})
        assert answer.status_code == 421
        assert answer.json()["code"] == "wrong_host"


def test_further_names_are_those_that_were_given(tmp_path):
    client = asked(tmp_path, names=("Twin.Example.org",))
    assert client.get(READ, headers={"Host": "twin.example.org:443"}).status_code == 200
    assert client.get(READ, headers={"Host": "www.twin.example.org"}).status_code == 421


def test_a_server_on_every_address_answers_to_addresses_but_to_no_name(tmp_path):
    client = asked(tmp_path, host="0.0.0.0", token=TOKEN)
    holder = {"Authorization": f"Bearer {TOKEN}"}
    assert client.get(READ, headers={"Host": "10.1.2.3:8000"} | holder).status_code == 200
    assert client.get(READ, headers={"Host": "evil.example"} | holder).status_code == 421


def test_names_in_headers():
    assert name_in("[::ffff:1.2.3.4]:1") == "::ffff:1.2.3.4"
    assert name_in("a" * 300) == name_in("a/b") == name_in("a@b") == ""
    assert is_address("::1")
    assert not is_address("localhost")


@pytest.mark.parametrize(
    "origin",
    [
        "http://evil.example",
        "http://127.0.0.1:3000",
        "null",
        "http://127.0.0.1:8000.evil",
        "file://",
    ],
)
def test_a_foreign_page_changes_nothing(plain, origin):
    for method in ("POST", "PUT", "DELETE"):
        answer = plain.request(method, "/api/v1/jobs/x/cancel", headers={"Origin": origin})
        assert answer.status_code == 403
        assert answer.json()["code"] == "foreign_origin"


def test_a_browser_that_tells_the_site_alone_is_believed(plain):
    answer = plain.post("/api/v1/jobs/x/cancel", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403


def test_the_own_page_and_a_program_pass_the_origin_check(plain):
    for headers in ({"Origin": "http://127.0.0.1:8000"}, {"Sec-Fetch-Site": "same-origin"}, {}):
        answer = plain.post("/api/v1/no-such-thing", headers=headers)
        assert answer.status_code == 404


def test_no_other_site_is_ever_allowed_to_read(plain):
    answer = plain.get(READ, headers={"Origin": "http://evil.example"})
    asked_first = plain.options(
        READ, headers={"Origin": "http://evil.example", "Access-Control-Request-Method": "GET"}
    )
    for held in (answer, asked_first):
        assert not [name for name in held.headers if name.startswith("access-control")]


def test_without_the_token_nothing_is_read(guarded):
    for path in (READ, "/api/v1/openapi.json", "/", "/assets/x.js", "/favicon.svg"):
        answer = guarded.get(path)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"
    assert guarded.get(READ).json()["code"] == "unauthorized"


@pytest.mark.parametrize(
    "given", ["", "Bearer", "Bearer x", f"Basic {TOKEN}", f"Bearer {TOKEN}x", "Bearer \xe9"]
)
def test_other_tokens_are_refused(guarded, given):
    headers = {"Authorization": given.encode("latin-1")}
    assert guarded.get(READ, headers=headers).status_code == 401


def test_the_token_opens_and_nothing_is_kept(guarded):
    answer = guarded.get(READ, headers={"Authorization": f"bearer {TOKEN}"})
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"


def test_a_page_takes_the_token_once_and_goes_on_by_cookie(guarded):
    answer = guarded.get(f"/explore?sector=a%20b&token={TOKEN}&x=")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/explore?sector=a+b&x="
    assert answer.headers["cache-control"] == "no-store"
    cookie = answer.headers["set-cookie"]
    assert {"HttpOnly", "SameSite=strict", "Path=/"} <= set(cookie.split("; "))
    assert "Secure" not in cookie
    assert TOKEN not in cookie
    assert guarded.get(READ).status_code == 200


def test_a_wrong_token_in_an_address_sets_no_cookie(guarded):
    answer = guarded.get("/?token=wrong")
    assert answer.status_code == 401
    assert "set-cookie" not in answer.headers


def test_the_api_takes_no_token_from_an_address(guarded):
    assert guarded.get(f"{READ}?token={TOKEN}").status_code == 401


@pytest.mark.parametrize("path", ["//evil.example/x", "/%5Cevil.example", "/%2F/evil.example"])
def test_the_way_on_never_leads_to_another_host(guarded, path):
    answer = guarded.get(f"http://127.0.0.1:8000{path}?token={TOKEN}")
    assert re.match(r"/[^/\\]", answer.headers["location"])


def test_under_tls_the_cookie_is_secure_and_bound_to_the_host(tmp_path):
    client = asked(tmp_path, "https://127.0.0.1:8000", token=TOKEN, is_https=True)
    cookie = client.get(f"/?token={TOKEN}").headers["set-cookie"]
    assert cookie.startswith("__Host-mainstay=")
    assert "Secure" in cookie.split("; ")


def test_a_broken_cookie_is_no_bug(guarded):
    assert guarded.get(READ, headers={"Cookie": 'a="; \x01[]='}).status_code == 401


def test_every_answer_tells_the_browser_to_be_careful(plain):
    answers = [plain.get(READ), plain.get("/"), plain.get("/api/v1/none"), plain.put(READ),
               plain.get(READ, headers={"Host": "evil.example"})]  # fmt: skip
    for answer in answers:
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["x-frame-options"] == "DENY"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert answer.headers["cross-origin-opener-policy"] == "same-origin"
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"
        assert "camera=()" in answer.headers["permissions-policy"]
        assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_the_policy_allows_nothing_inline():
    assert "unsafe" not in PAGE_POLICY
    assert "http" not in PAGE_POLICY
    assert "sha256" not in PAGE_POLICY
    assert "style-src 'self';" in PAGE_POLICY
    assert "script-src 'self';" in PAGE_POLICY


def test_loopback_asks_nobody_and_a_token_can_be_asked_for():
    assert plan(Wishes()).settings.token == ""
    made = plan(Wishes(wants_token=True))
    assert made.is_new_token
    assert len(made.settings.token) >= 43
    assert made.settings.token not in repr(made)
    assert plan(Wishes(wants_token=True)).settings.token != made.settings.token


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.0.0.5", "twin.example.org"])
def test_beyond_loopback_tls_or_a_word_is_demanded(host):
    with pytest.raises(InputError, match="without TLS"):
        plan(Wishes(host=host))
    made = plan(Wishes(host=host, insecure=True))
    assert made.is_new_token
    assert not made.settings.is_https


def test_beyond_loopback_no_token_is_refused_with_every_other_reason():
    with pytest.raises(InputError) as caught:
        plan(Wishes(host="0.0.0.0", wants_token=False))
    assert {p.code for p in caught.value.problems} == {"no_tls", "no_token"}


def test_behind_a_proxy_there_is_a_token_and_cookies_are_secure():
    made = plan(Wishes(behind_proxy=True, names=("twin.example.org",)))
    assert made.settings.token
    assert made.settings.is_https
    assert plan(Wishes(behind_proxy=True, wants_token=False)).settings.token == ""


def test_half_of_tls_and_files_that_are_none_are_refused(tmp_path):
    nothing = tmp_path / "none.pem"
    with pytest.raises(InputError, match="half_tls"):
        plan(Wishes(certificate=nothing))
    with pytest.raises(InputError, match="bad_tls"):
        plan(Wishes(certificate=nothing, key=nothing))
    with pytest.raises(InputError, match="two_ways"):
        plan(Wishes(certificate=nothing, key=nothing, behind_proxy=True))


def test_tokens_of_the_user(tmp_path):
    held = tmp_path / "token"
    held.write_text(f"{TOKEN}\n", "utf-8")
    assert plan(Wishes(token_file=held)) == Plan(Settings(token=TOKEN), None, None, False)
    assert plan(Wishes(token=TOKEN)).settings.token == TOKEN
    for bad in ("short", "twenty characters with spaces", "\xe9" * 30):
        with pytest.raises(InputError, match="weak_token"):
            plan(Wishes(token=bad))
    held.write_text("", "utf-8")
    with pytest.raises(InputError, match="weak_token"):
        plan(Wishes(token_file=held))
    with pytest.raises(InputError, match="no_token_file"):
        plan(Wishes(token_file=tmp_path / "none"))


def test_addresses_are_told_as_a_browser_takes_them():
    assert Plan(Settings(host="::1", port=1), None, None, False).address() == "http://[::1]:1/"
    assert Plan(Settings(), Path("c"), Path("k"), False).address() == "https://127.0.0.1:8000/"


def test_small_answers_do_not_wait_for_each_other():
    """An answer in two parts waits 40 ms for the first to be acknowledged, unless told not to."""
    import asyncio
    import socket

    async def delays():
        taken = asyncio.Queue()
        with serving._listen(Settings(port=0)) as listening:
            server = await asyncio.start_server(lambda _, w: taken.put_nowait(w), sock=listening)
            _, ours = await asyncio.open_connection(*listening.getsockname())
            writer = await taken.get()
            option = (socket.IPPROTO_TCP, socket.TCP_NODELAY)
            found = writer.get_extra_info("socket").getsockopt(*option)
            for each in (writer, ours, server):
                each.close()
        return found

    assert asyncio.run(delays()) == 1

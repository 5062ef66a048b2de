"""Events become few words: what belongs together is one entry, and the past is bounded."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from alongside.anatomy.timeline import Timeline, Tone, signal_name
from alongside.anatomy.timeline_rows import HELPER, at, line, listing
from alongside.engine.model import Event


def nobody(exec_id: str) -> str:
    return ""


def happened(*events: tuple[str, dict[str, str]] | str, ours: str = "", kept: int = 500):
    timeline = Timeline({"web": "web"}, lambda exec_id: exec_id == ours, kept)
    for number, item in enumerate(events):
        action, attributes = (item, {}) if isinstance(item, str) else item
        timeline.add(Event(action, "web", 1000.0 + number, attributes))
    return timeline


def texts(timeline: Timeline) -> list[str]:
    return [entry.text() for entry in timeline.entries]


def exec_(id: str, command: str = "", action: str = "exec_create", code: str = ""):
    attributes = {"execID": id} | ({"detail": command} if command else {})
    return action, attributes | ({"exitCode": code} if code else {})


def test_an_exec_makes_a_process_and_an_attach_does_not() -> None:
    timeline = happened(
        "attach",
        exec_("e1", "bash"),
        exec_("e1", "bash", "exec_start"),
        ("resize", {"width": "80", "height": "24"}),
        exec_("e1", action="exec_die", code="3"),
        "detach",
    )
    assert texts(timeline) == [
        "→ attach",
        "+ exec bash",
        "↔ resize 80×24",
        "− exec bash ended → 3",
        "← detach",
    ]
    assert [entry.tone for entry in timeline.entries][1] is Tone.NEW


def test_our_own_execs_are_called_ours() -> None:
    timeline = happened(exec_("e1", "sh -c printf"), exec_("e1", "", "exec_start"))
    entry = timeline.entries[0]
    assert entry.text("bash (41)") == "+ our exec bash (41)"
    assert entry.text() == "+ exec sh -c printf"


def test_what_began_and_ended_at_once_is_one_entry_and_repeats_are_counted() -> None:
    check = [exec_("h{}", "curl localhost", action) for action in ("exec_create", "exec_start")] + [
        exec_("h{}", action="exec_die", code="0")
    ]
    events = [
        (action, attributes | {"execID": f"h{n}"}) for n in range(3) for action, attributes in check
    ]
    assert texts(happened(*events)) == ["± exec curl localhost → 0 ×3"]
    # Another outcome, or one of ours, is another thing.
    events[-1] = exec_("h2", action="exec_die", code="1")
    assert texts(happened(*events))[-1] == "± exec curl localhost → 1"
    events[-1] = exec_("h2", action="exec_die", code="0")
    assert len(texts(happened(*events, ours="h2"))) == 2


def test_an_exec_that_never_started_stays_created() -> None:
    assert texts(happened(exec_("e1", "nope"), "attach")) == ["· exec nope created", "→ attach"]


def test_repeats_are_counted_and_of_a_resize_the_last_size_is_shown() -> None:
    sizes = [("resize", {"width": str(80 + n), "height": "24"}) for n in range(5)]
    assert texts(happened(*sizes)) == ["↔ resize 84×24 ×5"]
    assert texts(happened("attach", "attach", "detach")) == ["→ attach ×2", "← detach"]
    kills = [("kill", {"signal": "15"}), ("kill", {"signal": "9"})]
    assert texts(happened(*kills)) == ["! signal SIGTERM", "! signal SIGKILL"]


def test_the_container_itself() -> None:
    timeline = happened(
        ("die", {"exitCode": "137"}),
        "stop",
        "start",
        "pause",
        "unpause",
        "oom",
        ("health_status", {"detail": "healthy"}),
        ("health_status", {"detail": "unhealthy"}),
        ("rename", {"name": "web2"}),
        "top",
        "archive-path",
    )
    assert texts(timeline) == [
        "× main process died with 137",
        "○ stopped",
        "● started",
        "‖ paused",
        "● goes on",
        "! out of memory",
        "✓ health healthy",
        "✗ health unhealthy",
        "~ renamed to web2",
    ]


def test_other_containers_and_the_first_subscription_are_not_shown() -> None:
    timeline = happened("subscribed")
    assert not timeline.add(Event("start", "another"))
    assert not timeline.entries
    assert timeline.add(Event("start", "web"))
    assert timeline.add(Event("subscribed", ""))  # after a loss
    assert "missing" in texts(timeline)[-1]


def test_of_several_containers_each_entry_says_whose_it_is() -> None:
    timeline = Timeline({"1": "web", "2": "db"}, lambda exec_id: False)
    for id in ("1", "2", "2"):
        timeline.add(Event("attach", id))
    timeline.add(Event("exec_start", "1", 0.0, {"execID": "e", "detail": "sh"}))
    assert texts(timeline) == ["→ web: attach", "→ db: attach ×2", "+ web: exec sh"]
    assert timeline.entries[-1].text("sh (7)") == "+ web: our exec sh (7)"


def test_signals_by_name_whatever_the_engine_says() -> None:
    assert [signal_name(said) for said in ("15", "SIGHUP", "99", "")] == [
        "SIGTERM",
        "SIGHUP",
        "number 99",
        "",
    ]


def test_the_newest_is_at_the_right_and_what_does_not_fit_is_left_out() -> None:
    timeline = happened("start", "attach", "detach")
    shown = "".join(span.text for span in line(timeline.entries, nobody, 200))
    assert shown.index("started") < shown.index("attach") < shown.index("detach")
    assert shown.count(":") == 6
    narrow = "".join(span.text for span in line(timeline.entries, nobody, 24))
    assert "detach" in narrow
    assert "attach" not in narrow.replace("detach", "")
    assert len(listing(timeline.entries, nobody)) == 3
    assert listing(timeline.entries, nobody)[0][0].text.strip() == at(1000.0)


def test_our_own_looking_gives_way_first_then_resizes() -> None:
    timeline = happened(
        exec_("mine", "sh", "exec_start"),
        ("resize", {"width": "80", "height": "24"}),
        exec_("look", "cat", "exec_start"),
        "attach",
        exec_("look", "", "exec_die", code="0"),
        ours="look",
    )
    names = {"mine": "bash (41)", "look": HELPER}

    def shown(width: int) -> str:
        spans = line(timeline.entries, lambda id: names.get(id, ""), width)
        return "".join(span.text for span in spans)

    assert shown(200).count(HELPER) == 2
    assert HELPER not in shown(90)
    assert "resize" in shown(90)
    assert "resize" not in shown(60)
    assert "our exec bash (41)" in shown(60)


def test_a_command_shows_no_secret() -> None:
    timeline = happened(exec_("e1", "mysql --password=hunter2 shop"))
    assert "hunter2" not in texts(timeline)[0]


def test_a_hostile_command_is_clean_and_short() -> None:
    entry = happened(exec_("e", "\x1b]52;c;x\x07" * 50)).entries[0]
    assert "\x1b" not in entry.text()
    assert len(entry.text()) < 60


ACTIONS = ["attach", "resize", "exec_create", "exec_start", "exec_die", "die", "kill", "odd"]


@settings(max_examples=100)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(ACTIONS),
            st.dictionaries(
                st.sampled_from(["execID", "exitCode", "detail", "signal"]), st.text(max_size=5)
            ),
        ),
        max_size=40,
    ),
    st.integers(0, 120),
)
def test_any_events_give_a_line_that_fits_and_a_bounded_past(events, width) -> None:
    timeline = happened(*events, kept=10)
    assert len(timeline.entries) <= 10
    spans = line(timeline.entries, nobody, width)
    assert sum(cell_len(span.text) for span in spans) <= width

"""The main screen: the list on the left, tabs on the right.

Snapshots come down from the `Fleet` worker as messages and are shown; choices come up from the
sidebar as actions. What opens panes is in `openers`, what concerns open ones in `tabs`.
"""

from __future__ import annotations

import gc

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.widget import Widget

from alongside.actions import Scope
from alongside.engine.engine import Engine
from alongside.engine.model import Container, EngineInfo, State
from alongside.engine.search import Found, Search
from alongside.engine.watch import Snapshot
from alongside.errors import AlongsideError
from alongside.key_names import key_name
from alongside.ui.asking import ask, asks
from alongside.ui.bindings import bindings
from alongside.ui.container_list import ContainerList
from alongside.ui.context import Context
from alongside.ui.fleet import Connected, Fleet, NotConnected, Seen
from alongside.ui.key_hints import IN_TERMINALS, KeyHints, Place
from alongside.ui.selected import Selected
from alongside.ui.sidebar import TIGHT, Sidebar
from alongside.ui.status_bar import StatusBar
from alongside.ui.touring import Touring
from alongside.ui.workspace import Workspace

_LOOKING = "Looking for a container engine…"
_SETTLED = 1.5
"""Seconds after which the start is over, and what it left out is made up for."""


class Columns(Horizontal):
    """Sidebar and workspace, side by side."""

    BLANK = True  # they cover it: Textual need not paint each of its lines


class MainScreen(Touring):
    """The whole of the program but for its dialogs."""

    BLANK = True  # as `Columns`
    AUTO_FOCUS = "ContainerList"
    HORIZONTAL_BREAKPOINTS = [(0, "-tight"), (TIGHT, "-narrow"), (110, "-broad")]
    VERTICAL_BREAKPOINTS = [(0, "-short"), (32, "-tall")]
    BINDINGS = [
        *bindings(Scope.ANYWHERE),
        Binding("escape", "focus_list", show=False),
    ]
    DEFAULT_CSS = """
    MainScreen {
        layout: vertical;
        & > Columns { height: 1fr; }
        & Workspace { width: 1fr; }
        &.-tight Sidebar, &.-narrow Sidebar { width: 30; }
        &.-tight Sidebar.-wide, &.-narrow Sidebar.-wide { width: 56; }
        &.-tight Sidebar.-lent { display: none; }
        & Toast { max-width: 80%; padding: 0 1; }
        &.-short Selected { display: none; }
    }
    """

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.fleet = Fleet(self.post_message, context.happenings)
        self._wanted = context.container
        self._snapshot: Snapshot | None = None
        self._engineless = False
        self._sent_away: Widget | None = None
        """What had the keyboard in the sidebar when that was hidden."""
        self._looked_at: tuple[str, State] | None = None

    def compose(self) -> ComposeResult:
        """Status, sidebar and workspace, footer."""
        yield StatusBar()
        with Columns():
            yield Sidebar(id="sidebar")
            yield Workspace(self.context.settings.keys, self.make_room, id="workspace")
        yield KeyHints(self.context.settings)

    def on_mount(self) -> None:
        """Give the leader its key, and see whether an engine has answered meanwhile."""
        leader = self.leader_key = self.context.settings.leader
        self._bindings.bind(leader, "leader", key_name(leader), key_display=key_name(leader))
        self._take_breakpoints()
        search = self.context.look()
        if search.ready is not None:
            self._show_first(search.ready)
        if self._snapshot is None:
            self.sidebar.say(_LOOKING)
        self._connect(search)
        self.set_timer(_SETTLED, self._warm_up)

    def _take_breakpoints(self) -> None:
        """Have the classes of this size before the first frame: Textual would style all twice."""
        sizes = zip(
            self.app.size, (self.HORIZONTAL_BREAKPOINTS, self.VERTICAL_BREAKPOINTS), strict=True
        )
        for size, breakpoints in sizes:
            self.add_class(max(pair for pair in breakpoints if pair[0] <= size)[1], update=False)

    @property
    def status(self) -> StatusBar:
        """The top line."""
        return self.query_one(StatusBar)

    # The engine

    @work(exclusive=True, group="engine")
    async def _connect(self, search: Search) -> None:
        await self.fleet.run(search)

    def connect_to(self, search: Search) -> None:
        """Look for another engine, with the list as it was at the start."""
        self.status.trouble = ""
        self.sidebar.say(_LOOKING)
        self._connect(search)

    def _show_first(self, found: Found) -> None:
        """Have engine and list in the first frame, if they are known: 15 ms sooner."""
        self._take_engine(found.engine, found.info)
        if found.watch.newest is not None:
            self._show(found.watch.newest)

    def _take_engine(self, engine: Engine, info: EngineInfo) -> None:
        endpoint = engine.endpoint
        where = f"{endpoint.url} ({endpoint.source})" if endpoint.url else endpoint.source
        self.status.engine = f"{info.name} {info.version} · {where}"
        self.status.notice = "ON YOUR OWN MACHINE" if info.notice else ""
        self.context.engine = engine
        if self._engineless:
            self._engineless = False
            self.workspace.welcome(True)
            self.say_where_keys_go()

    @on(Connected)
    def _connected(self, event: Connected) -> None:
        info = event.info
        self._take_engine(event.engine, info)
        if info.notice:
            self.say(info.notice, title=info.name, severity="warning")
        self.set_timer(_SETTLED, self._sweep)

    @work(group="warm-up")
    async def _warm_up(self) -> None:
        """Have terminals and sessions ready before the first one is opened."""
        await self.load_panes()
        gc.freeze()  # what was imported stays: it need not be looked through any more
        gc.enable()

    @on(NotConnected)
    def _not_connected(self, event: NotConnected) -> None:
        self.status.trouble = "no container engine"
        self.sidebar.say("No container engine.")
        self.workspace.welcome(False)
        self._engineless = True
        self.say_where_keys_go()
        self._ask_what_now(event.error)

    @work(group="ask")
    async def _ask_what_now(self, error: AlongsideError) -> None:
        from alongside.ui.screens.no_engine import PRACTICE, RETRY, TOUR, NoEngineScreen

        answer = await self.app.push_screen_wait(NoEngineScreen(error))
        if answer not in (RETRY, PRACTICE, TOUR):
            self.app.exit(return_code=1, message=str(error))
            return
        self.context.tour = answer == TOUR
        self.connect_to(self.context.look(practice=answer != RETRY))

    @work(exclusive=True, group="sweep")
    async def _sweep(self) -> None:
        """End what an earlier run, killed, has left behind."""
        if sentences := await self.context.sweep():
            told = "\n".join(sentences)
            self.say(told, title="Left over from an earlier run", severity="warning")

    @on(Seen)
    async def _seen(self, event: Seen) -> None:
        if event.snapshot is not self._snapshot:
            self._show(event.snapshot)
        if self._wanted and event.snapshot.connected:
            await self._open_wanted()
        if self.context.tour and event.snapshot.connected:
            await self.begin_tour()

    def _show(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        containers = self.with_doings(snapshot.containers)
        running = sum(container.state is State.RUNNING for container in containers)
        self.status.counts = f"{running} of {len(containers)} running"
        self.status.trouble = "" if snapshot.connected else snapshot.sentence
        self.sidebar.set_class(not snapshot.connected, "-stale")
        if snapshot.connected or containers:
            self.sidebar.show(containers)
        by_name = {container.name: container for container in containers}
        for pane in self.workspace.panes:
            pane.seen_in(by_name)

    def show_again(self) -> None:
        """See `Operating.show_again`."""
        if self._snapshot is not None:
            self._show(self._snapshot)

    async def _open_wanted(self) -> None:
        """Open the compare view of the container that the command line named."""
        wanted, self._wanted = self._wanted, ""
        containers = self.sidebar.containers
        found = containers.find(wanted)
        if found is None:
            self.workspace.say(containers.not_found(wanted))
            return
        self.workspace.say("")
        containers.select(found.id)
        await self.action_compare()

    # The list

    @on(ContainerList.Shown)
    def _rows_shown(self, event: ContainerList.Shown) -> None:
        self.fleet.show(event.ids)

    @on(ContainerList.Highlighted)
    def _highlighted(self, event: ContainerList.Highlighted) -> None:
        container = event.container
        self.query_one(Selected).show(container)
        looked_at = (container.id, container.state) if container else None
        if looked_at != self._looked_at:
            self._looked_at = looked_at
            self.call_after_refresh(self._offer_probes, container)

    @work(group="probes")  # not exclusive: a removal cut short leaves gaps; `show` takes the newest
    async def _offer_probes(self, container: Container | None) -> None:
        from alongside.diagnostics.catalog import probes_for

        await self.sidebar.offer(probes_for(container) if container else ())

    @on(ContainerList.Chosen)
    async def _chosen(self) -> None:
        await self.action_shell()

    @on(ContainerList.MenuRequested)
    def _menu_requested(self) -> None:
        self.action_menu()

    def _place(self) -> Place:
        place = super()._place()
        return Place.NO_ENGINE if place is Place.LIST and self._engineless else place

    def action_filter(self) -> None:
        """Type to filter."""
        self.show_sidebar()
        self.set_focus(self.sidebar.filter_line())

    def action_focus_list(self) -> None:
        """Keyboard to the list; from the list itself, or where it is empty, show all again."""
        self.show_sidebar()
        if self.focused in (None, self.sidebar.containers):
            self.sidebar.show_all()
        self.set_focus(self.sidebar.containers)

    def action_diagnose(self) -> None:
        """Keyboard to the diagnostics."""
        self.show_sidebar()
        self.sidebar.focus_diagnostics()

    def action_sidebar(self) -> None:
        """Normal, wide, hidden."""
        self.sidebar.next_width(may_hide=bool(self.workspace.panes))
        active, focused, hidden = self.workspace.active, self.focused, self.sidebar.hidden
        inside = focused is not None and self.sidebar in focused.ancestors
        if active is not None and (focused is None or (inside and hidden)):
            self._sent_away = focused
            self.set_focus(active.target())
        elif self._sent_away is not None and not hidden:
            if active is not None and focused is active.target():
                self.set_focus(self._sent_away)
            self._sent_away = None
        self.say_where_keys_go()

    def on_resize(self) -> None:
        """Leave enough to what is beside the sidebar."""
        self.sidebar.take_width()

    def show_sidebar(self) -> None:
        """Bring the sidebar back if it is hidden."""
        self.sidebar.bring_back()

    # One container

    @asks
    async def action_menu(self) -> None:
        """All that can be done with the selected container."""
        container = self.selected
        if container is None:
            return
        from alongside.ui.screens.menu import MenuScreen

        why_not = self.context.why_not(container)
        name = await ask(self, MenuScreen(container, self.context.settings.keys, why_not))
        if name:
            await self.run_action(f"screen.{name}")

    # Around it all

    def action_help(self) -> None:
        """Show all keys."""
        from alongside.ui.screens.help import HelpScreen

        place, settings = self._place(), self.context.settings
        reading = place in (Place.RUNNING, Place.ENDED, Place.BROWSING, Place.SEARCH)
        here = Scope.RESULT if reading else Scope.LIST
        if place in IN_TERMINALS:
            here = Scope.LEADER
        self.app.push_screen(HelpScreen(settings.leader, settings.keys, here))

    def action_command_palette(self) -> None:
        """Search all that can be done."""
        self.app.action_command_palette()

    @on(events.DescendantFocus)
    @on(events.DescendantBlur)
    def _focus_moved(self) -> None:
        self.call_later(self.say_where_keys_go)

"""A fault for each flaw class (S1 to S22): the line that holds it is taken away, or written as it is often written."""

from __future__ import annotations

from tests.broken.fault import Change, Fault

ANSWERS, FILES, INPUT, WIRE = (f"security/test_{name}.py::" for name in ("answers", "files", "input", "wire"))
SERVER, GUARD, SECURITY = "dashboard/web/server.py", "dashboard/web/security.py", "tests/security"
STRICT = WIRE + "test_what_is_read_more_strictly_than_elsewhere_is_refused_with_a_reason"
PARSING = "dashboard/web/parsing.py"
STORE, WIRE_CODE = "dashboard/ledger/generations.py", "dashboard/web/wire.py"

FAULTS = (
    Fault(
        "S1", "a body that names no callback is taken for a failure of the server's own",
        (INPUT + "test_no_callback_fails_on_any_body",),
        (Change(SERVER, "400 if bad else 500", "500"),),
    ),
    Fault(
        "S1", "a number in an address is taken as it comes",
        (INPUT + "test_no_route_takes_a_part_of_its_address_as_it_comes",),
        (Change("dashboard/ledger/browse.py", "if page.isascii() and page.isdigit() and len(page) < 9 else 1"),),
    ),
    Fault(
        "S2", "a file of the assets is opened by the path that was asked for",
        (INPUT + "test_no_way_up_leads_to_another_file",),
        (
            Change(
                SERVER, "        path, rule = flask.request.path, flask.request.url_rule\n",
                '        path, rule = flask.request.path, flask.request.url_rule\n        if Path(path.lstrip("/")).is_file():\n'
                '            return flask.Response(Path(path.lstrip("/")).read_bytes())\n',
            ),
        ),
    ),
    Fault(
        "S2", "hidden files of the assets are answered",
        (INPUT + "test_hidden_files_are_not_answered",),
        (Change(SERVER, 'any(part.startswith(".") for part in path.split("/"))', "False"),),
    ),
    Fault(
        "S2", "a link among the assets is followed out of them",
        (INPUT + "test_hidden_files_are_not_answered",),
        (Change(SERVER, "_leads_out(assets, path)", "False"),),
    ),
    Fault(
        "S2", "a manifest may name a file outside its generation",
        ("reliability/test_store.py::test_a_manifest_leads_to_no_file_outside",),
        (Change(STORE, """ or any(name in ("", ".", "..") or "/" in name or "\\\\" in name for name in files)"""),),
    ),
    Fault(
        "S3", "an address is fetched for whoever gives one in the place of a file",
        (FILES + "test_no_loader_asks_an_address",),
        (
            Change(
                "dashboard/intake/opening.py", "    if ADDRESS.match(str(path)):\n",
                '    if ADDRESS.match(str(path)):\n        import urllib.request\n\n'
                '        return bytes(urllib.request.urlopen(str(path).replace(":/", "://")).read())\n',
            ),
        ),
    ),
    Fault(
        "S3", "a file of shapes is opened as whatever it holds, an address too",
        (FILES + "test_no_file_of_shapes_leads_to_another_file_or_machine",),
        (Change("dashboard/geography/opening.py", "    return begins is not None and beginning.startswith(begins)", "    return True"),),
    ),
    Fault(
        "S3", "a link is followed to the file it names",
        (FILES + "test_only_a_plain_file_is_added_and_nothing_waits_for_another", "intake/test_opening.py::test_only_a_plain_file_is_opened"),
        (Change("dashboard/intake/opening.py", "os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK", "os.O_RDONLY | os.O_NONBLOCK"),),
    ),
    Fault(
        "S4", "cells of a table are written as they are",
        ("security/test_exports.py::test_no_file_holds_anything_that_runs", "exports/test_safe_csv.py"),
        (
            Change(
                "dashboard/exports/safe_csv.py", """return f"'{text}" if TRIGGER.match(text) and not NUMBER.fullmatch(text) else text""",
                "return text",
            ),
        ),
    ),
    Fault(
        "S5", "text goes into a picture unescaped",
        ("security/test_exports.py::test_no_file_holds_anything_that_runs",),
        (
            Change(
                "dashboard/exports/svg.py", r"""return escape(UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", words))""",
                'return words.replace("&", "&amp;")',
            ),
        ),
    ),
    Fault(
        "S6", "the name of a place goes into its page unescaped",
        ("browser/test_hostile_text.py::test_no_page_takes_a_text_for_markup[/country/DEU]",),
        (Change("dashboard/web/country_page.py", 'f"<h1>{escape(place.name)}</h1>"', 'f"<h1>{place.name}</h1>"'),),
    ),
    Fault(
        "S6", "a component is told to take text for markup",
        ("repository/test_banned.py::test_no_component_shows_text_as_markup",),
        (Change("dashboard/web/panel.py", "html.H2(content.heading)", "dcc.Markdown(content.heading, dangerously_allow_html=True)"),),
    ),
    Fault(
        "S7", "browsers may guess what an answer is",
        (ANSWERS + "test_every_route_and_method_and_status_has_the_headers",),
        (Change(GUARD, '        headers["X-Content-Type-Options"] = "nosniff"\n'),),
    ),
    Fault(
        "S7", "any script in a page may run",
        (ANSWERS + "test_every_exception_of_the_policy_is_numbered_and_reasoned",),
        (Change(GUARD, """scripts = ["'self'", *script_hashes]""", """scripts = ["'self'", "'unsafe-inline'"]"""),),
    ),
    Fault(
        "S8", "the page takes a font from elsewhere",
        ("browser/test_hostile_text.py::test_no_page_takes_a_text_for_markup[/?sender=USA&date=2018-06-30]",),
        (Change(SERVER, "__STYLES__\n__EARLY__", '<link rel="stylesheet" href="https://elsewhere.invalid/font.css">\n__STYLES__\n__EARLY__'),),
    ),
    Fault(
        "S8", "the server asks elsewhere whether there is a newer version",
        (FILES + "test_the_server_and_its_exports_reach_for_nobody_and_start_no_program",),
        (
            Change(
                SERVER, '    server.config["ROOM"] = room\n',
                '    server.config["ROOM"] = room\n    __import__("socket").gethostbyname("elsewhere.invalid")\n',
            ),
        ),
    ),
    Fault(
        "S9", "a body may be of any size",
        (INPUT + "test_a_large_body_is_refused_on_every_route_that_takes_one",),
        (Change(SERVER, '    server.config["MAX_CONTENT_LENGTH"] = settings.max_request_bytes\n'),),
    ),
    Fault(
        "S9", "a list in a link may be of any length",
        (INPUT + "test_long_lists_in_a_link_are_cut_and_told",),
        (Change("dashboard/web/vocabulary.py", "max_entities=settings.max_entities_per_view", "max_entities=10_000"),),
    ),
    Fault(
        "S9", "of several processes each has a thread wait for whoever sends by bits",
        (WIRE + "test_readers_who_never_finish_stop_nobody",),
        (Change("dashboard/web/workers.py", '"dashboard.web.worker.Answering"', '"gthread"'),),
    ),
    Fault(
        "S9", "who takes nothing of an answer keeps the connection and its memory for ever",
        (WIRE + "test_who_takes_nothing_of_more_than_may_wait_loses_the_connection[one process]",),
        (Change(
                WIRE_CODE, "        self.will_close, self.lingers = True, self.lingers or time.time()\n        self.handle_close()\n",
                "        self.will_close = True\n",
            ),),
    ),
    Fault(
        "S9", "who takes an answer by bits may take for ever",
        (WIRE + "test_who_takes_answers_by_bits_may_do_so_for_so_long_and_no_longer",),
        (Change(WIRE_CODE, " or now - self.waits > settings.answer_seconds)\n", ")\n"),),
    ),
    Fault(
        "S9", "what is too long is refused by a limit that nobody can name",
        (WIRE + "test_what_is_too_long_is_refused_with_the_setting_that_says_so[one process-head]",),
        (Change(WIRE_CODE, "        if name := LIMITS.get(error.code):\n", "        if name := '' * error.code:\n"),),
    ),
    Fault(
        "S9", "a table is made to its end before it is found too large",
        ("web/test_export_routes.py::test_a_table_is_given_up_as_soon_as_it_is_larger_than_may_be_sent",),
        (Change("dashboard/web/export_routes.py", "replace(options, grown=bounded)", "options"),),
    ),
    Fault(
        "S9", "a table that is a little too large is made before it is refused",
        ("web/test_page_limits.py::test_a_table_that_is_too_large_is_refused_before_it_is_made",),
        (Change("dashboard/exports/safe_csv.py", "        told(size_of(frame))\n", "        told(int(0.95 * size_of(frame)))\n"),),
    ),
    Fault(
        "S9", "files of stories are made for everyone at the same time",
        ("web/test_export_routes.py::test_every_file_that_takes_long_waits_for_its_turn_and_is_bounded",),
        (
            Change(
                "dashboard/web/story_routes.py", "        with in_turn(shelf.settings):\n            content =",
                "        if form:\n            content =",
            ),
        ),
    ),
    Fault(
        "S9", "a refusal resets the connection under the rest of what is too large",
        (WIRE + "test_who_sends_the_whole_of_what_is_too_large_always_learns_why[one process]",),
        (Change(WIRE_CODE, "        if self.refused and self.connected and not self.lingers:\n", "        if self.waits < 0:\n"),),
    ),
    Fault(
        "S9", "readers of different maps may take every thread",
        (
            "web/test_computing.py::test_while_a_map_is_made_the_others_are_answered_or_asked_to_come_again",
            "web/test_computing.py::test_as_many_threads_as_are_promised_stay_free",
        ),
        (
            Change(
                "dashboard/web/computing.py", "            with held(self._places, 0, _busy), held(self._turns, seconds, _busy):\n",
                "            if self:\n",
            ),
        ),
    ),
    Fault(
        "S9", "who waits for a file holds a thread that others need",
        ("web/test_lanes.py::test_who_waits_for_a_file_holds_no_thread_and_nobody_is_refused",),
        (Change("dashboard/web/lanes.py", "return FILES if IS_FILE.fullmatch(path) else MADE", "return READY"),),
    ),
    Fault(
        "S9", "who waits for a map holds a thread of what is ready",
        ("web/test_lanes.py::test_who_asks_for_a_map_of_a_new_view_gets_it_in_turn_and_holds_no_thread",),
        (Change("dashboard/web/api.py", "if kept is None and asked.get(MAY_PUT_OFF):", "if kept is None and not asked:"),),
    ),
    Fault(
        "S9", "who is told to come again for a map begins at the end of the line",
        ("web/test_lanes.py::test_who_waits_too_long_for_a_map_is_told_and_keeps_the_place_in_the_line",),
        (Change("dashboard/web/lanes.py", "                if name == MAPS:\n                    self._places.keep(channel)\n"),),
    ),
    Fault(
        "S9", "files and maps are made for readers who hung up while they waited",
        ("web/test_lanes.py::test_nothing_is_made_for_who_hung_up_while_waiting",),
        (Change(WIRE_CODE, "self.queued > GONE_AFTER_SECONDS and self.gone:", "self.queued < 0:"),),
    ),
    Fault(
        "S9", "who says at once that nothing more will come is taken for gone",
        ("web/test_lanes.py::test_who_says_at_once_that_nothing_more_will_come_is_answered",),
        (Change(WIRE_CODE, "if time.monotonic() - self.queued > GONE_AFTER_SECONDS and self.gone:", "if self.gone:"),),
    ),
    Fault(
        "S9", "pages that take long stand before the word that the server lives",
        ("web/test_lanes.py::test_pages_that_take_long_do_not_stand_before_what_is_ready_or_files",),
        (Change("dashboard/web/lanes.py", "IS_FILE.fullmatch(path) else MADE", "IS_FILE.fullmatch(path) else READY"),),
    ),
    Fault(
        "S9", "who waits for a file is never told that it takes too long",
        ("web/test_lanes.py::test_who_waits_too_long_for_a_file_is_told_though_nobody_has_ended",),
        (Change(WIRE_CODE, "        self.task_dispatcher.tell_overdue()\n"),),
    ),
    Fault(
        "S9", "files of comparisons and pairs are made for everyone at the same time",
        ("web/test_export_routes.py::test_every_file_that_takes_long_waits_for_its_turn_and_is_bounded",),
        (Change("dashboard/web/export_queue.py", 'return nullcontext() if form == "svg" else in_turn(settings)', "return nullcontext()"),),
    ),
    Fault(
        "S9", "what a reader sends waits on the disk",
        (WIRE + "test_what_a_reader_sends_never_touches_the_disk",),
        (Change(WIRE_CODE, " inbuf_overflow=settings.max_request_bytes + settings.max_header_bytes,", ""),),
    ),
    Fault(
        "S7", "what is no request is refused without the headers of every answer",
        (WIRE + "test_an_ambiguous_request_gets_no_second_answer",),
        (Change(WIRE_CODE, "        self.response_headers.extend(REFUSED)\n"),),
    ),
    Fault(
        "S10", "a small file of many years becomes a table of any size",
        ("intake/test_wide.py::test_a_small_file_of_a_great_many_figures_is_refused_before_it_is_turned",),
        (Change("dashboard/intake/wide.py", "    _check_number(int(body.iloc[:, list(years)].notna().sum().sum()), max_rows)\n"),),
    ),
    Fault(
        "S14", "the log tells where a reader's file lies",
        ("serving/test_observing.py::test_the_log_does_not_tell_where_a_readers_file_is",),
        (Change("dashboard/web/observing.py", 'route if "token" in (flask.request.view_args or {}) else '),),
    ),
    Fault(
        "S10", "a workbook may unpack to anything",
        ("intake/test_opening.py::test_a_hostile_workbook_is_refused_in_little_time_and_memory[zip bomb]",),
        (Change("dashboard/intake/package.py", "    _check_sizes(entries, name, max_bytes)\n"),),
    ),
    Fault(
        "S11", "a module loads objects from data",
        ("repository/test_banned.py::test_no_module_loads_objects_from_data",),
        (Change("dashboard/web/waiting.py", "import os\n", "import os\nimport pickle\n"),),
    ),
    Fault(
        "S12", "callbacks may run in the background",
        (ANSWERS + "test_no_callback_runs_in_the_background",),
        (Change(SERVER, "suppress_callback_exceptions=True,", "suppress_callback_exceptions=True, background_callback_manager=object(),"),),
    ),
    Fault(
        "S13", "an answer links to the host that was asked",
        (ANSWERS + "test_no_answer_repeats_the_host_that_was_asked",),
        (
            Change(
                GUARD, '        headers["Referrer-Policy"] = "no-referrer"\n',
                '        headers["Referrer-Policy"] = "no-referrer"\n        headers["Link"] = f"<{request.host_url}>; rel=canonical"\n',
            ),
        ),
    ),
    Fault(
        "S14", "the page tells which Python runs here",
        (ANSWERS + "test_the_page_tells_no_version_and_no_path",),
        (Change(SERVER, 'hidden = {"python_version", ', "hidden = {"),),
    ),
    Fault(
        "S14", "the log tells who was connected when the program failed",
        (WIRE + "test_a_fault_in_a_connection_is_logged_without_its_reader",),
        (Change(WIRE_CODE, 'LOG.exception("a connection was ended', 'LOG.exception(f"{self.addr}: a connection was ended'),),
    ),
    Fault(
        "S14", "every answer names the server",
        (WIRE + "test_no_answer_names_the_server_or_its_version",),
        (Change(WIRE_CODE, "ident=None", 'ident="waitress"'),),
    ),
    Fault(
        "S15", "a post from another site is answered",
        (ANSWERS + "test_a_post_from_another_site_is_refused",),
        (Change(GUARD, 'request.method == "POST" and _comes_from_elsewhere(settings)', 'request.method == "PUT"'),),
    ),
    Fault(
        "S15", "a browser that does not say which site asks is believed",
        (ANSWERS + "test_a_post_from_another_site_by_an_older_browser_is_refused",),
        (Change(GUARD, 'return origin is not None and origin.partition("://")[2] not in ours', "return not ours"),),
    ),
    Fault(
        "S16", "a request may say its length twice",
        (STRICT + "[one process-length beside chunks]",),
        (Change(PARSING, "        self._check_lengths(header_plus)\n"),),
    ),
    Fault(
        "S16", "a header may go on in a second line",
        (STRICT + "[one process-a header that goes on in a second line]",),
        (Change(PARSING, "        if FOLDED.search(header_plus):\n", "        if not header_plus:\n"),),
    ),
    Fault(
        "S16", "a request may name two hosts",
        (STRICT + "[one process-two hosts]",),
        (
            Change(PARSING, "number > 1 or (number == 0", "(number == 0"),
            Change(PARSING, 'HOST = re.compile(r"[0-9A-Za-z._~%:', 'HOST = re.compile(r"[0-9A-Za-z, ._~%:'),
        ),
    ),
    Fault(
        "S16", "a request may be of any protocol",
        (STRICT + "[one process-the beginning of HTTP/2]",),
        (Change(PARSING, "        if self.version not in VERSIONS:\n", "        if not self.version:\n"),),
    ),
    Fault(
        "S16", "a number of thousands of digits ends the connection without a word",
        (STRICT + "[one process-a length of thousands of digits]",),
        (Change(PARSING, "        except ValueError as error:\n", "        except ZeroDivisionError as error:\n"),),
    ),
    Fault(
        "S16", "an empty line passes for the size of a chunk",
        (STRICT + "[one process-an empty line after a chunk]",),
        (Change(PARSING, "            if self._awaits_size and ", "            if not self and "),),
    ),
    Fault(
        "S17", "what is searched for is a pattern",
        (INPUT + "test_no_search_takes_longer_for_what_is_asked[/api/v1/search?q=]",),
        (
            Change("dashboard/ledger/search.py", "    asked = normalise_name(text[:LONGEST])\n", "    asked = text[:LONGEST]\n"),
            Change("dashboard/ledger/search.py", "    if words.startswith(asked):\n", '    if __import__("re").match(asked, words):\n'),
        ),
    ),
    Fault(
        "S18", "a claim may hold letters that turn the text",
        (FILES + "test_a_claim_with_a_letter_that_hides_others_is_not_published",),
        (Change("dashboard/domain/letters.py", '"[\\u202a-\\u202e\\u2066-\\u2069]"', '"[\\u202a-\\u202d]"'),),
    ),
    Fault(
        "S18", "the name of a reader's file may turn the text of its page",
        ("web/test_add_page.py::test_the_name_of_a_file_shows_as_it_is_where_its_page_is_passed_on",),
        (Change("dashboard/web/upload.py", 'HIDING.sub("?", ', 'HIDING.sub("\\\\g<0>", '),),
    ),
    Fault(
        "S18", "what is said of an added source may keep the catalogue from being read",
        ("intake/test_adding.py::test_an_addition_never_makes_a_catalogue_that_is_refused",),
        (Change("dashboard/intake/plan.py", "    check_source(file, said)\n"),),
    ),
    Fault(
        "S18", "a request may turn a line of the log",
        ("serving/test_observing.py::test_nothing_in_a_request_turns_or_fills_a_line_of_the_log",),
        (Change("dashboard/web/observing.py", "return json.dumps(line)", "return json.dumps(line, ensure_ascii=False)"),),
    ),
    Fault(
        "S19", "a file is read without a look at its hash",
        (FILES + "test_a_thousand_turned_bits_of_the_shipped_store_are_refused_by_the_files_name",),
        (Change(STORE, "if _digest(data) != expected[name]]", "if not data]"),),
    ),
    Fault(
        "S19", "a manifest is read without a look at the generation's name",
        ("reliability/test_store.py::test_a_file_or_manifest_of_another_generation_is_refused",),
        (Change(STORE, "    if hashlib.sha256(manifest).hexdigest()[:16] != generation:\n", "    if not manifest:\n"),),
    ),
    Fault(
        "S19", "a whole generation of somebody else is taken up though the operator named his own",
        ("ledger/test_provenance.py::test_a_whole_generation_of_somebody_else_is_not_taken_up",),
        (
            Change(
                "dashboard/web/serve.py",
                "        check_trusted(chosen.data, ledger.generation, chosen.trusted_fingerprints)\n",
            ),
        ),
    ),
    Fault(
        "S19", "a file made from a generation that somebody laid beside the others is called genuine",
        ("ledger/test_provenance.py::test_a_file_of_a_generation_that_nobody_vouches_for_is_not_called_genuine",),
        (
            Change(
                "dashboard/intake/genuine.py", "        check_trusted(settings.data, plain, settings.trusted_fingerprints)\n", "        pass\n"
            ),
        ),
    ),
    Fault(
        "S19", "the catalogue beside the ledger is no part of the fingerprint",
        ("ledger/test_provenance.py::test_whatever_readers_are_shown_changes_the_fingerprint[another_catalogue]",),
        (Change("dashboard/ledger/provenance.py", 'TEXTS = ("catalogue", "stories")', 'TEXTS = ("stories",)'),),
    ),
    Fault(
        "S20", "a package that is installed beside the program hooks into its page",
        ("repository/test_dependencies.py::test_no_installed_package_hooks_into_the_page",),
        (
            Change("hook-1.0.dist-info/METADATA", "", "Metadata-Version: 2.1\nName: hook\nVersion: 1.0\n"),
            Change("hook-1.0.dist-info/entry_points.txt", "", "[dash_hooks]\nhook = json\n"),
        ),
    ),
    Fault(
        "S21", "a download bears the title as it is",
        (ANSWERS + "test_a_download_has_a_plain_name_whatever_a_place_is_called",),
        (
            Change(
                "dashboard/web/export_routes.py", 'SLUG.sub("-", sentences.title(ledger, view).lower()).strip("-")[:80]',
                "sentences.title(ledger, view)[:80]",
            ),
        ),
    ),
    Fault(
        "S22", "answers about two Views share a mark",
        (ANSWERS + "test_views_and_generations_never_share_a_mark",),
        (Change("dashboard/web/caching.py", 'request.query_string.decode("latin-1")', '""'),),
    ),
    Fault(
        "S22", "an answer of older code of the same version passes for one of the newer",
        ("web/test_edition.py::test_an_upgrade_in_place_that_keeps_its_version_changes_every_mark",),
        (Change("dashboard/web/edition.py", 'digest_of(PACKAGED, (".py",))', '""'),),
    ),
    Fault(
        "S22", "what is for users may be kept by a cache that others share",
        ("serving/test_observing.py::test_no_shared_cache_is_told_to_keep_what_is_for_users",),
        (Change("dashboard/web/caching.py", "settings.cache_seconds and not settings.user_header", "settings.cache_seconds"),),
    ),
    Fault(
        "S22", "an answer of an older generation passes for one of the newer",
        (ANSWERS + "test_a_mark_is_of_its_generation_and_spares_the_answer",),
        (Change("dashboard/web/caching.py", 'f"{ledger.generation}-{hashlib', 'f"{hashlib'),),
    ),
)  # fmt: skip

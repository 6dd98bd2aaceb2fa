"""A fault for each test of reliability (R1 to R16)."""

from __future__ import annotations

from tests.broken.fault import Change, Fault

STORE_TESTS, PROCESS, KILL = (f"reliability/test_{name}.py::" for name in ("store", "process", "kill"))
SERVER, STORE, DISK = "dashboard/web/server.py", "dashboard/ledger/generations.py", "dashboard/ledger/disk.py"
WARM_UP = """        client.get(path)
    _compress_bundles(client, settings.prefix)
"""
RETRY = """            before, seen = seen, _pointer(store)
            if seen == before:
                raise
"""

FAULTS = (
    Fault(
        "R1", "the pointer is moved before the generation is written",
        (KILL + "test_a_publication_killed_at_any_step_leaves_one_whole_generation_and_nothing_else",),
        (
            Change(
                STORE, "            _write_folder(store / generation, {**files, MANIFEST: manifest})\n",
                '            replace_file(store / POINTER, f"{generation}\\n".encode())\n'
                "            _write_folder(store / generation, {**files, MANIFEST: manifest})\n",
            ),
        ),
    ),
    Fault(
        "R1", "what a broken-off run left is never swept",
        (KILL + "test_a_publication_killed_at_any_step_leaves_one_whole_generation_and_nothing_else",),
        (Change(STORE, "        take_away(folder)\n    sweep_unfinished(store)\n", "        take_away(folder)\n"),),
    ),
    Fault(
        "R1", "what runs that were killed at random moments left piles up",
        (KILL + "test_work_that_is_killed_at_random_moments_is_whole_and_made_good[publish-30]",),
        (Change(STORE, "        take_away(folder)\n    sweep_unfinished(store)\n", "        take_away(folder)\n"),),
    ),
    Fault(
        "R1", "a generation that was written by half before a kill is taken for the new one",
        (KILL + "test_work_that_is_killed_at_random_moments_is_whole_and_made_good[publish-30]",),
        (
            Change(STORE, "    aside = aside_of(folder.parent)\n    aside.mkdir()\n", "    aside = folder\n    aside.mkdir(exist_ok=True)\n"),
            Change(STORE, "        take_away(folder)\n        aside.rename(folder)\n"),
            Change(STORE, "    finally:\n        shutil.rmtree(aside, ignore_errors=True)\n", "    finally:\n        pass\n"),
            Change(STORE, "    if _is_whole(folder, files):\n", "    if folder.exists():\n"),
        ),
    ),
    Fault(
        "R2", "a disk that refuses ends the program unexplained",
        (STORE_TESTS + "test_a_quota_refuses_with_the_bytes_needed_and_takes_nothing_away",),
        (Change(STORE, "    except OSError as error:\n        needed =", "    except ZeroDivisionError as error:\n        needed ="),),
    ),
    Fault(
        "R2", "what did not fit on the disk stays there",
        (STORE_TESTS + "test_whatever_the_disk_answers_the_old_generation_stays",
         STORE_TESTS + "test_a_quota_refuses_with_the_bytes_needed_and_takes_nothing_away"),
        (Change(STORE, "    finally:\n        shutil.rmtree(aside, ignore_errors=True)\n", "    finally:\n        pass\n"),),
    ),
    Fault(
        "R3", "a file that was put beside the others passes unseen",
        (STORE_TESTS + "test_a_harmed_file_is_refused_with_its_name_and_the_old_generation_is_there",),
        (
            Change(
                STORE,
                "    problems += [added(generation, p.name) for p in _listed(folder) if p.name not in {*expected, MANIFEST}]\n",
            ),
        ),
    ),
    Fault(
        "R4", "a reader whose generation was taken away is not led to the newer one",
        ("reliability/test_readers.py::test_many_readers_see_one_whole_generation_each_while_others_are_published",),
        (Change(STORE, RETRY, "            raise\n"),),
    ),
    Fault(
        "R4", "a kept connection is closed under a request that has just come",
        ("security/test_wire.py::test_a_kept_connection_that_asks_while_the_server_ends_is_answered_and_told",),
        (Change("dashboard/web/wire.py", "spent > LINGER_SECONDS and not channel.asks:", "spent > LINGER_SECONDS:"),),
    ),
    Fault(
        "R4", "a generation that is out of service stays in memory",
        ("serving/test_following.py::test_the_old_ledger_is_free_after_the_exchange",),
        (
            Change(
                "dashboard/web/following.py", "                del old\n                forget()\n",
                '                self.__dict__.setdefault("kept", []).append(old)\n                forget()\n',
            ),
        ),
    ),
    Fault(
        "R4", "memory that grows with every generation passes for none",
        ("soak/test_soak.py::test_memory_that_grows_with_generations_is_seen",),
        (Change("tests/soak/generations.py", "MOST_CHANGE = 0.2", "MOST_CHANGE = 200.0"),),
    ),
    Fault(
        "R5", "whatever stands in the pointer is taken for a generation",
        (STORE_TESTS + "test_a_bad_pointer_is_explained_and_the_next_build_mends_it",),
        (Change(STORE, "    if not GENERATION.fullmatch(text):\n", "    if not text:\n"),),
    ),
    Fault(
        "R5", "a server that finds no generation at its start does not look for one again",
        ("serving/test_without_ledger.py::test_a_server_without_a_ledger_says_so_and_goes_on_when_there_is_one[nothing_built]",),
        (Change("dashboard/web/serve.py", "Dispatcher(service, opening, pointer,", "Dispatcher(service, opening, Pointer(settings.data, 0),"),),
    ),
    Fault(
        "R6", "a raw file may change while it is read",
        ("reliability/test_inputs.py::test_a_raw_file_that_changes_while_it_is_read_stops_the_build",),
        (Change("dashboard/ledger/build.py", "    _check_at_rest(folder, before)\n"),),
    ),
    Fault(
        "R6", "a file that is still being copied is read by half",
        ("intake/test_opening.py::test_a_file_that_is_still_being_copied_is_not_read_by_half",),
        (
            Change(
                "dashboard/intake/opening.py",
                "    if len(content) != facts.st_size or os.fstat(handle).st_mtime_ns != facts.st_mtime_ns:\n",
                "    if not facts:\n",
            ),
        ),
    ),
    Fault(
        "R7", "which generations stay is decided by the clock alone",
        (STORE_TESTS + "test_a_wrong_clock_takes_away_neither_the_new_generation_nor_the_one_before",),
        (Change(STORE, "(*in_service[: max(keep, 1)], *kept_generations(store))", "kept_generations(store)"),),
    ),
    Fault(
        "R8", "every application opens a log of its own and never closes it",
        (PROCESS + "test_fifty_servers_made_and_closed_leave_nothing_behind",),
        (
            Change(
                SERVER, '    server.config["ROOM"] = room\n',
                '    server.config["ROOM"] = room\n    LOG.addHandler(logging.FileHandler("/dev/null"))\n',
            ),
        ),
    ),
    Fault(
        "R9", "the first reader's request is the first of all",
        (PROCESS + "test_the_first_readers_all_at_once_get_the_same_answers",),
        (Change(SERVER, WARM_UP, "        str(path)\n"),),
    ),
    Fault(
        "R10", "on a signal to end, the process ends at once",
        ("serving/test_running.py::test_on_a_signal_to_end_what_is_running_is_answered_first[one process]",),
        (Change("dashboard/web/serve.py", "        ended.set()\n", "        os._exit(0)\n"),),
    ),
    Fault(
        "R10", "the processes of an exchanged generation end as at the end of all",
        ("serving/test_running.py::test_an_answer_that_is_still_being_taken_is_given_to_its_end_after_an_exchange",),
        (Change("dashboard/web/workers.py", '        worker.cfg.set("graceful_timeout", self.settings.last_answer_seconds)\n'),),
    ),
    Fault(
        "R11", "a picture is made by a program that is started for it",
        ("security/test_files.py::test_the_server_and_its_exports_reach_for_nobody_and_start_no_program",),
        (
            Change(
                "dashboard/exports/raster.py", "    try:\n        import resvg_py\n",
                '    __import__("subprocess").run(["true"])\n    try:\n        import resvg_py\n',
            ),
        ),
    ),
    Fault(
        "R12", "something is remembered of every request",
        ("soak/test_soak.py::test_the_same_journeys_again_leave_nothing_behind",),
        (
            Change(
                "dashboard/web/observing.py", "    board.count(route, response.status_code, seconds, form)\n",
                '    board.count(route, response.status_code, seconds, form)\n    board.__dict__.setdefault("seen", []).append(bytes(20_000))\n',
            ),
        ),
    ),
    Fault(
        "R12", "every request leaves a file open",
        ("soak/test_soak.py::test_the_same_journeys_again_leave_nothing_behind",),
        (
            Change(
                "dashboard/web/observing.py", "    board.count(route, response.status_code, seconds, form)\n",
                '    board.count(route, response.status_code, seconds, form)\n    os.dup(0)\n',
            ),
            Change("dashboard/web/observing.py", "import json\n", "import json\nimport os\n"),
        ),
    ),
    Fault(
        "R12", "memory that grows without end passes for none",
        ("soak/test_soak.py::test_a_leak_is_seen_and_a_standstill_is_none",),
        (Change("tests/soak/result.py", "MAX_SLOPE_MB_PER_HOUR = 1.0", "MAX_SLOPE_MB_PER_HOUR = 1_000.0"),),
    ),
    Fault(
        "R13", "every step of the clock leaves its events in the page",
        ("browser/test_endless.py::test_a_clock_that_comes_to_rest_again_and_again_lists_its_events_once",),
        (Change("assets/clock.js", 'W.rewrite(byId("events"), ', 'byId("events").append('),),
    ),
    Fault(
        "R14", "a generation of another version is read as one of this",
        (STORE_TESTS + "test_another_version_of_the_store_is_refused_with_the_command_that_mends_it",),
        (Change(STORE, "    _check_schema(facts, generation)\n"),),
    ),
    Fault(
        "R15", "claims stand in the order in which they were read",
        (PROCESS + "test_the_same_files_give_the_same_generation_and_the_same_exports_on_every_machine",),
        (Change("dashboard/ledger/build.py", "    ordered = claims.loc[order]\n", "    ordered = claims\n"),),
    ),
    Fault(
        "R16", "a strict umask hides a generation from the server's user",
        (STORE_TESTS + "test_a_strict_umask_hides_no_generation_from_the_servers_user",),
        (Change(STORE, "        share(aside)\n"),),
    ),
)  # fmt: skip

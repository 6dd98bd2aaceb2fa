"""Which tests hold which flaw class (S1 to S22) and which test of reliability (R1 to R16): data, checked by `test_ids`.

A name is a file below tests/ and a function in it, or a file alone where all of it holds the id.
"""

from __future__ import annotations

HELD: dict[str, tuple[str, ...]] = {
    # Callback input is trusted.
    "S1": ("security/test_input.py::test_no_callback_fails_on_any_body",
        "security/test_input.py::test_no_route_fails_on_any_request",
        "security/test_input.py::test_no_route_takes_a_part_of_its_address_as_it_comes",
        "web/test_hostile_input.py"),
    # A path leads out of the folder.
    "S2": (
        "security/test_input.py::test_no_way_up_leads_to_another_file",
        "security/test_input.py::test_hidden_files_are_not_answered",
        "web/test_headers.py::test_no_path_leaves_the_public_folder",
        "repository/test_assets.py",
        "reliability/test_store.py::test_a_manifest_leads_to_no_file_outside",
    ),
    # A file or name makes the program ask an address or read another file.
    "S3": (
        "security/test_files.py::test_no_loader_asks_an_address",
        "security/test_files.py::test_no_reader_of_a_source_asks_an_address",
        "security/test_files.py::test_a_file_that_points_elsewhere_is_read_as_what_it_is_or_refused",
        "security/test_files.py::test_no_file_of_shapes_leads_to_another_file_or_machine",
        "security/test_files.py::test_one_module_opens_files_of_shapes",
        "security/test_files.py::test_only_a_plain_file_is_added_and_nothing_waits_for_another",
        "security/test_files.py::test_the_server_and_its_exports_reach_for_nobody_and_start_no_program",
        "intake/test_opening.py::test_only_a_plain_file_is_opened",
    ),
    # A cell is run as a formula.
    "S4": ("security/test_exports.py",
        "exports/test_safe_csv.py"),
    # Markup in charts and pictures.
    "S5": (
        "browser/test_hostile_text.py::test_text_in_cards_charts_and_searches_stays_text",
        "browser/test_hostile_text.py::test_no_picture_takes_a_text_for_markup",
        "security/test_exports.py::test_no_file_holds_anything_that_runs",
    ),
    # Markup in components.
    "S6": ("browser/test_hostile_text.py::test_no_page_takes_a_text_for_markup",
        "repository/test_banned.py::test_no_component_shows_text_as_markup"),
    # Headers.
    "S7": (
        "security/test_answers.py::test_every_route_and_method_and_status_has_the_headers",
        "security/test_answers.py::test_a_failure_of_ours_has_the_headers_and_tells_nothing",
        "security/test_answers.py::test_every_exception_of_the_policy_is_numbered_and_reasoned",
        "security/test_answers.py::test_framing_is_allowed_to_named_origins_alone",
        "web/test_headers.py::test_headers_on_every_answer",
        "security/test_wire.py::test_an_ambiguous_request_gets_no_second_answer",
        "browser/test_guard.py::test_a_fault_is_heard",
    ),
    # Third parties.
    "S8": (
        "security/test_apart.py::test_server_exports_and_story_work_without_another_machine_and_seek_none",
        "security/test_apart.py::test_the_page_works_without_another_machine_and_seeks_none",
        "browser/test_guard.py::test_a_fault_is_heard",
        "browser/test_hostile_text.py::test_no_page_takes_a_text_for_markup",
        "security/test_files.py::test_the_server_and_its_exports_reach_for_nobody_and_start_no_program",
    ),
    # Large, deep and slow requests.
    "S9": (
        "security/test_input.py::test_a_deep_or_wide_body_is_refused",
        "security/test_input.py::test_a_large_body_is_refused_on_every_route_that_takes_one",
        "security/test_input.py::test_long_lists_in_a_link_are_cut_and_told",
        "web/test_computing.py::test_while_a_map_is_made_the_others_are_answered_or_asked_to_come_again",
        "web/test_computing.py::test_as_many_threads_as_are_promised_stay_free",
        "web/test_lanes.py",
        "security/test_wire.py::test_who_sends_the_whole_of_what_is_too_large_always_learns_why",
        "security/test_wire.py::test_after_a_refusal_nobody_may_go_on_sending_for_ever",
        "security/test_wire.py::test_readers_who_never_finish_stop_nobody",
        "security/test_wire.py::test_readers_who_take_nothing_stop_nobody",
        "security/test_wire.py::test_who_takes_nothing_of_more_than_may_wait_loses_the_connection",
        "security/test_wire.py::test_who_takes_answers_by_bits_may_do_so_for_so_long_and_no_longer",
        "security/test_wire.py::test_a_connection_stands_as_long_as_the_settings_say",
        "security/test_wire.py::test_further_connections_wait_until_one_of_those_held_ends",
        "security/test_wire.py::test_what_is_too_long_is_refused_with_the_setting_that_says_so",
        "security/test_wire.py::test_chunks_without_end_are_refused",
        "web/test_page_limits.py::test_a_table_that_is_too_large_is_refused_before_it_is_made",
        "web/test_export_routes.py::test_a_table_is_given_up_as_soon_as_it_is_larger_than_may_be_sent",
        "web/test_export_routes.py::test_every_file_that_takes_long_waits_for_its_turn_and_is_bounded",
        "security/test_wire.py::test_what_a_reader_sends_never_touches_the_disk",
    ),
    # Bombs.
    "S10": ("intake/test_opening.py::test_a_hostile_workbook_is_refused_in_little_time_and_memory",
        "intake/test_opening.py::test_each_limit_is_a_setting_that_the_error_names",
        "intake/test_wide.py::test_a_small_file_of_a_great_many_figures_is_refused_before_it_is_turned"),
    # Code in data.
    "S11": ("repository/test_banned.py::test_no_module_loads_objects_from_data",
        "repository/test_banned.py::test_no_function_runs_text"),
    # The channel of background callbacks.
    "S12": ("security/test_answers.py::test_no_callback_runs_in_the_background",),
    # The host that was asked.
    "S13": ("security/test_answers.py::test_no_answer_repeats_the_host_that_was_asked",),
    # What is told of the machine.
    "S14": (
        "security/test_answers.py::test_the_page_tells_no_version_and_no_path",
        "web/test_serve.py::test_debug_mode_is_refused",
        "security/test_wire.py::test_no_answer_names_the_server_or_its_version",
        "serving/test_observing.py::test_the_log_does_not_tell_where_a_readers_file_is",
        "security/test_wire.py::test_a_fault_in_a_connection_is_logged_without_its_reader",
        "security/test_answers.py::test_a_failure_of_ours_has_the_headers_and_tells_nothing",
    ),
    # Requests that another site makes.
    "S15": ("security/test_answers.py::test_a_post_from_another_site_is_refused",
        "security/test_answers.py::test_a_post_from_another_site_by_an_older_browser_is_refused",
        "security/test_answers.py::test_every_route_and_method_and_status_has_the_headers"),
    # Requests that two programs read differently.
    "S16": ("security/test_wire.py::test_an_ambiguous_request_gets_no_second_answer",
        "security/test_wire.py::test_what_is_read_more_strictly_than_elsewhere_is_refused_with_a_reason",
        "security/test_wire.py::test_chunks_are_put_together_however_they_come",
        "security/test_wire.py::test_an_honest_request_after_another_is_answered"),
    # Patterns in searches.
    "S17": ("security/test_input.py::test_no_search_takes_longer_for_what_is_asked",),
    # Letters that hide others.
    "S18": (
        "security/test_files.py::test_a_claim_with_a_letter_that_hides_others_is_not_published",
        "security/test_files.py::test_a_catalogue_with_a_letter_that_hides_others_is_refused",
        "security/test_files.py::test_two_ways_to_write_one_word_are_one",
        "intake/test_opening.py::test_letters_that_hide_others_are_refused_with_their_cell",
        "intake/test_adding.py::test_an_addition_never_makes_a_catalogue_that_is_refused",
        "intake/test_adding.py::test_the_name_of_a_file_is_a_text_like_others",
        "web/test_add_page.py::test_the_name_of_a_file_shows_as_it_is_where_its_page_is_passed_on",
        "web/test_add_page.py::test_what_the_catalogue_would_not_take_is_refused_before_anyone_publishes_it",
        "serving/test_observing.py::test_nothing_in_a_request_turns_or_fills_a_line_of_the_log",
    ),
    # Data that were changed.
    "S19": (
        "security/test_files.py::test_a_thousand_turned_bits_of_the_shipped_store_are_refused_by_the_files_name",
        "security/test_files.py::test_a_turned_bit_of_the_whole_shipped_ledger_is_refused",
        "reliability/test_store.py::test_a_file_or_manifest_of_another_generation_is_refused",
        "ledger/test_provenance.py",
    ),
    # What joins by being installed.
    "S20": (
        "repository/test_dependencies.py::test_no_installed_package_hooks_into_the_page",
        "repository/test_dependencies.py::test_only_known_plugins_join_the_tests",
        "security/test_environment.py",
    ),
    # Names of downloads.
    "S21": (
        "security/test_answers.py::test_a_download_has_a_plain_name_whatever_a_place_is_called",
        "security/test_answers.py::test_every_download_is_one_and_says_its_kind",
        "security/test_answers.py::test_what_was_not_understood_is_told_without_a_line_of_its_own",
    ),
    # What caches keep.
    "S22": (
        "security/test_answers.py::test_every_route_says_how_old_its_answer_may_get",
        "security/test_answers.py::test_a_mark_is_of_its_generation_and_spares_the_answer",
        "security/test_answers.py::test_views_and_generations_never_share_a_mark",
        "security/test_answers.py::test_two_generations_in_one_process_mix_nothing",
        "serving/test_observing.py::test_no_shared_cache_is_told_to_keep_what_is_for_users",
        "web/test_edition.py",
    ),
    "R1": (
        "reliability/test_kill.py::test_a_publication_killed_at_any_step_leaves_one_whole_generation_and_nothing_else",
        "reliability/test_kill.py::test_what_a_kill_at_any_step_leaves_is_whole_and_made_good",
        # The long form, with 200 moments of each work: python -m tests.reliability.moments.
        "reliability/test_kill.py::test_work_that_is_killed_at_random_moments_is_whole_and_made_good",
        "reliability/test_readers.py::TestStore",
    ),
    "R2": (
        "reliability/test_store.py::test_a_full_disk_refuses_with_the_bytes_needed_and_takes_nothing_away",
        "reliability/test_store.py::test_a_quota_refuses_with_the_bytes_needed_and_takes_nothing_away",
        "reliability/test_store.py::test_whatever_the_disk_answers_the_old_generation_stays",
        "reliability/test_store.py::test_a_full_standard_output_is_explained",
    ),
    "R3": (
        "reliability/test_store.py::test_a_harmed_file_is_refused_with_its_name_and_the_old_generation_is_there",
        "reliability/test_store.py::test_a_manifest_that_is_none_is_refused",
        "ledger/test_generations.py",
    ),
    # The long form: python -m tests.soak.generations.
    "R4": ("reliability/test_readers.py::test_many_readers_see_one_whole_generation_each_while_others_are_published",
        "security/test_wire.py::test_a_kept_connection_that_asks_while_the_server_ends_is_answered_and_told",
        "serving/test_following.py::test_the_old_ledger_is_free_after_the_exchange",
        "soak/test_soak.py::test_memory_is_flat_while_generations_are_published_to_many_readers",
        "soak/test_soak.py::test_memory_that_grows_with_generations_is_seen"),
    "R5": (
        "reliability/test_store.py::test_a_bad_pointer_is_explained_and_the_next_build_mends_it",
        "reliability/test_store.py::test_a_pointer_that_is_a_link_is_replaced_and_not_followed",
        "serving/test_without_ledger.py::test_a_server_without_a_ledger_says_so_and_goes_on_when_there_is_one",
        "serving/test_without_ledger.py::test_a_store_that_is_made_good_in_its_place_is_tried_again",
        "serving/test_without_ledger.py::test_the_page_tells_every_problem_and_takes_no_text_for_markup",
        "reliability/test_store.py::test_the_ledger_in_memory_outlives_its_folder",
    ),
    "R6": (
        "reliability/test_inputs.py::test_a_raw_file_that_changes_while_it_is_read_stops_the_build",
        "reliability/test_inputs.py::test_a_table_cut_short_or_of_another_kind_is_refused",
        "reliability/test_inputs.py::test_a_line_without_end_is_given_up",
        "intake/test_opening.py::test_a_file_that_is_still_being_copied_is_not_read_by_half",
    ),
    "R7": (
        "reliability/test_store.py::test_a_wrong_clock_takes_away_neither_the_new_generation_nor_the_one_before",
        "reliability/test_process.py::test_when_a_file_was_written_is_no_part_of_a_generation",
        "reliability/test_process.py::test_a_pointer_written_under_a_wrong_clock_is_taken_up",
        "reliability/test_process.py::test_no_day_moves_with_the_time_zone_and_none_after_2038_is_lost",
        "reliability/test_process.py::test_days_on_which_clocks_are_changed_are_days_like_others",
    ),
    "R8": ("reliability/test_process.py::test_fifty_servers_made_and_closed_leave_nothing_behind",),
    # The long form: python -m tests.soak.first_readers.
    "R9": ("reliability/test_process.py::test_the_first_readers_all_at_once_get_the_same_answers",),
    "R10": (
        "serving/test_running.py::test_a_killed_process_is_replaced_while_the_others_answer",
        "serving/test_running.py::test_on_a_signal_to_end_what_is_running_is_answered_first",
        "serving/test_running.py::test_an_answer_that_is_still_being_taken_is_given_to_its_end_after_an_exchange",
    ),
    "R11": ("security/test_files.py::test_the_server_and_its_exports_reach_for_nobody_and_start_no_program",
        "security/test_files.py::test_one_module_starts_programs"),
    # The long form: python -m tests.soak.
    "R12": ("soak/test_soak.py::test_a_few_seconds_of_it_run_without_an_error",
        "soak/test_soak.py::test_the_same_journeys_again_leave_nothing_behind",
        "soak/test_soak.py::test_a_leak_is_seen_and_a_standstill_is_none"),
    # The long form: python -m tests.soak.browser.
    "R13": ("browser/test_endless.py",),
    "R14": (
        "reliability/test_store.py::test_another_version_of_the_store_is_refused_with_the_command_that_mends_it",
        "reliability/test_store.py::test_claims_with_other_columns_are_refused_with_the_command_that_mends_it",
    ),
    "R15": (
        "reliability/test_process.py::test_the_same_files_give_the_same_generation_and_the_same_exports_on_every_machine",
        "ledger/test_build.py::test_the_raw_files_give_the_committed_generation_under_any_locale_and_hash_seed",
    ),
    "R16": (
        "reliability/test_store.py::test_a_strict_umask_hides_no_generation_from_the_servers_user",
        "reliability/test_store.py::test_a_private_store_stays_private_and_says_so",
        "reliability/test_store.py::test_a_file_that_may_not_be_read_is_told_as_such",
    ),
}  # fmt: skip
# Not held yet, said here so that nobody takes it for held.
OPEN = set[str]()
# Held elsewhere than by a test of this project.
ELSEWHERE = set[str]()
IDS = (*(f"S{number}" for number in range(1, 23)), *(f"R{number}" for number in range(1, 17)))

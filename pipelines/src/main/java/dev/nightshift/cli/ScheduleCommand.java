package dev.nightshift.cli;

import picocli.CommandLine.Command;

/** {@code schedule}: what it does is in its subcommands. */
@Command(
    name = "schedule",
    description = "Run pipelines by the calendar.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ScheduleStartCommand.class,
      ScheduleListCommand.class,
      ScheduleTriggerCommand.class,
      SchedulePauseCommand.class,
      ScheduleResumeCommand.class,
      ScheduleHistoryCommand.class
    },
    footer = {
      "",
      "Example: ./nightshift schedule start --pipeline pipelines/specs/nightly.yaml \\",
      "             --cron \"0 0 2 * * ?\" --zone Europe/Berlin"
    })
final class ScheduleCommand {

  ScheduleCommand() {}
}

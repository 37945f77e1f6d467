package dev.nightshift.cli;

import dev.nightshift.runtime.job.Job;
import dev.nightshift.runtime.job.JobOption;
import dev.nightshift.runtime.job.Listing;
import dev.nightshift.runtime.job.OptionKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The help of one job, made of what the job declares. */
final class JobHelp {

  private static final int WIDTH = 100;
  private static final int INDENT = 30;

  private JobHelp() {}

  /** The lines of the help. */
  static List<String> lines(Job job) {
    List<String> lines = new ArrayList<>();
    lines.add("Usage: nightshift job " + job.name() + " --OPTION VALUE ...");
    lines.add(job.summary());
    lines.add("");
    lines.add("Options (* is required):");
    for (JobOption option : job.options()) {
      entry((option.required() ? "* " : "  ") + "--" + option.name() + value(option), help(option))
          .forEach(lines::add);
    }
    if (job instanceof Listing listing) {
      entry("  " + JobCommand.LIST, listing.listed()).forEach(lines::add);
    }
    lines.add("");
    lines.add("Options of every job:");
    lines.addAll(entry("  --lake DIR", "Folder of the lake. Default: lake."));
    lines.addAll(
        entry("  --master URL", "Spark master. Default: what spark-submit says, else local[*]."));
    lines.addAll(entry("  --seed N", "Seed of every random choice. Default: 0."));
    lines.addAll(entry("  --conf KEY=VALUE", "A Spark setting. Repeatable."));
    lines.addAll(entry("  --force", "Run again, even if nothing changed since an earlier run."));
    lines.add("");
    lines.add("Example:");
    lines.add("  ./nightshift job " + job.name() + " " + job.example());
    return lines;
  }

  private static String value(JobOption option) {
    return switch (option.kind()) {
      case TEXT -> " TEXT";
      case INTEGER -> " N";
      case NUMBER -> " X";
      case FLAG -> "";
      case CHOICE -> " " + String.join("|", option.choices());
      case INPUT -> " INPUT";
      case OUTPUT_TABLE -> " TABLE";
      case OUTPUT_PATH -> " PATH";
      case EXECUTION -> " VALUE";
    };
  }

  private static String help(JobOption option) {
    String help = option.help().endsWith(".") ? option.help() : option.help() + ".";
    if (option.defaultValue() != null) {
      help += " Default: " + option.defaultValue() + ".";
    }
    if (option.kind() == OptionKind.EXECUTION) {
      help += " Does not change the result.";
    }
    return help;
  }

  private static List<String> entry(String head, String text) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%-" + INDENT + "s", head));
    if (head.length() >= INDENT) {
      lines.add(head);
      line = new StringBuilder(" ".repeat(INDENT));
    }
    for (String word : text.split(" ")) {
      if (line.length() + word.length() > WIDTH && line.length() > INDENT) {
        lines.add(line.toString().stripTrailing());
        line = new StringBuilder(" ".repeat(INDENT));
      }
      line.append(word).append(' ');
    }
    lines.add(line.toString().stripTrailing());
    return lines;
  }
}

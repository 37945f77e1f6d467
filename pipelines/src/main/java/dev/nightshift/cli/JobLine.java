package dev.nightshift.cli;

import dev.nightshift.runtime.job.Job;
import dev.nightshift.runtime.job.JobOption;
import dev.nightshift.runtime.job.OptionKind;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.error.Nearest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The options of a job as they stand on a command line: {@code --name value}, {@code --name=value},
 * or the bare name of a flag. An option of kind text or input may stand several times; its values
 * are joined by commas.
 *
 * @param job options of the job
 * @param general options of the command itself ({@code lake}, {@code master}, {@code seed}, {@code
 *     conf}, {@code force}); several values of {@code conf} are joined by commas
 */
record JobLine(Map<String, String> job, Map<String, String> general) {

  /** The command's own options, which no job may declare anew, except {@code seed}. */
  static final List<String> GENERAL = List.of("lake", "master", "seed", "conf", "force");

  private static final String WHERE = "command line";

  /** Reads the words after the job's name; unknown names stay in, for the check of the job. */
  static JobLine parse(Job job, List<String> words, Faults faults) {
    Map<String, String> given = new LinkedHashMap<>();
    Map<String, String> general = new LinkedHashMap<>();
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (!word.startsWith("--") || word.length() == 2) {
        faults.add("'" + word + "' belongs to no option", WHERE, "Write options as --name value.");
        continue;
      }
      int equals = word.indexOf('=');
      String name = equals < 0 ? word.substring(2) : word.substring(2, equals);
      Optional<JobOption> option =
          job.options().stream().filter(o -> o.name().equals(name)).findFirst();
      boolean bare = i + 1 == words.size() || words.get(i + 1).startsWith("--");
      String value;
      if (equals >= 0) {
        value = word.substring(equals + 1);
      } else if (isFlag(name, option)) {
        value = !bare && words.get(i + 1).matches("true|false") ? words.get(++i) : "true";
      } else if (bare) {
        faults.add("option '--" + name + "' has no value", WHERE, "Write --" + name + " VALUE.");
        continue;
      } else {
        value = words.get(++i);
      }
      if (option.isEmpty() && !GENERAL.contains(name)) {
        unknown(job, name, faults);
        continue;
      }
      boolean own = GENERAL.contains(name) && option.isEmpty();
      put(own ? general : given, name, value, own ? name.equals("conf") : repeats(option), faults);
    }
    return new JobLine(given, general);
  }

  private static void unknown(Job job, String name, Faults faults) {
    List<String> known = job.options().stream().map(JobOption::name).toList();
    faults.add(
        "job " + job.name() + " has no option '" + name + "'",
        WHERE,
        Nearest.remedy(name, "options", known));
  }

  private static void put(
      Map<String, String> values, String name, String value, boolean repeats, Faults faults) {
    String earlier = values.get(name);
    if (earlier == null) {
      values.put(name, value);
    } else if (repeats) {
      values.put(name, earlier + "," + value);
    } else {
      faults.add(
          "option '--" + name + "' stands twice: '" + earlier + "' and '" + value + "'",
          WHERE,
          "Keep one.");
    }
  }

  private static boolean isFlag(String name, Optional<JobOption> option) {
    return option.map(o -> o.kind() == OptionKind.FLAG).orElse(name.equals("force"));
  }

  private static boolean repeats(Optional<JobOption> option) {
    return option
        .map(o -> o.kind() == OptionKind.TEXT || o.kind() == OptionKind.INPUT)
        .orElse(false);
  }
}

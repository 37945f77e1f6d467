package dev.nightshift.evaluation;

import dev.nightshift.evaluation.spark.EvaluateJob;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The job {@code evaluate} in a JVM of its own, with this one's class path. */
public final class ChildEvaluation {

  private ChildEvaluation() {}

  /** Runs the job on a lake: its folder, then options as name and value. */
  public static void main(String[] words) {
    new TestLake(Path.of(words[0]))
        .run(new EvaluateJob(), Arrays.copyOfRange(words, 1, words.length));
    System.exit(0);
  }

  /** Starts it; what it says goes to a file. */
  public static Process start(File log, String... words) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // What surefire gave this JVM: Spark's --add-opens among it.
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--add-opens") || argument.startsWith("-D"))
        .filter(argument -> !argument.startsWith("-Dsurefire") && !argument.startsWith("-Dbasedir"))
        .forEach(command::add);
    command.addAll(List.of("-Xmx1g", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(ChildEvaluation.class.getName());
    command.addAll(List.of(words));
    return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log).start();
  }
}

package dev.nightshift.cluster.gpu;

import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.Dataset;

/**
 * What the RAPIDS Accelerator says of a plan on a machine without a GPU.
 *
 * @param text its words
 * @param nodes one for each line that tells where something runs
 */
record GpuPlan(String text, List<Node> nodes) {

  private static final Pattern LINE =
      Pattern.compile(
          "^\\s*([*!@#])(\\w*) <(\\w+)> (.*?)(?:will run on GPU|could run on GPU|cannot run on GPU"
              + " because (.*)|runs on GPU.*|not run on GPU.*|will not .*)$");

  /**
   * An operator or an expression.
   *
   * @param onGpu whether it would run on a GPU
   * @param kind {@code Exec}, {@code Expression}, {@code Partitioning} ...
   * @param name such as {@code FilterExec} or {@code Sha2}
   * @param reason why not; empty where it would
   */
  record Node(boolean onGpu, String kind, String name, String reason) {}

  /** Asks the Accelerator, which is on the class path under the profile {@code gpu-plan} only. */
  static GpuPlan of(Dataset<?> rows) throws ReflectiveOperationException {
    Class<?> explain = Class.forName("com.nvidia.spark.rapids.ExplainPlan");
    try {
      return parse(
          (String)
              explain
                  .getMethod("explainPotentialGpuPlan", Dataset.class, String.class)
                  .invoke(null, rows, "ALL"));
    } catch (InvocationTargetException e) {
      throw new AssertionError("RAPIDS could not explain the plan", e.getCause());
    }
  }

  static GpuPlan parse(String text) {
    List<Node> nodes = new ArrayList<>();
    for (String line : text.split("\\R")) {
      Matcher matcher = LINE.matcher(line);
      if (matcher.matches()) {
        String reason = matcher.group(5);
        // What RAPIDS does not know at all has no kind.
        String kind = matcher.group(2);
        String name = matcher.group(3);
        if (kind.isEmpty()) {
          kind = name.endsWith("Exec") ? "Exec" : "Expression";
        }
        nodes.add(new Node(matcher.group(1).equals("*"), kind, name, reason == null ? "" : reason));
      }
    }
    return new GpuPlan(text, List.copyOf(nodes));
  }

  /** The names that would run on a GPU, or those that would not. */
  Set<String> names(boolean onGpu) {
    Set<String> names = new TreeSet<>();
    nodes.stream().filter(node -> node.onGpu() == onGpu).forEach(node -> names.add(node.name()));
    return names;
  }

  /** The operators that would run on a GPU, or those that would not, as often as they stand. */
  List<String> operators(boolean onGpu) {
    return nodes.stream()
        .filter(node -> node.kind().equals("Exec") && node.onGpu() == onGpu)
        .map(Node::name)
        .toList();
  }
}

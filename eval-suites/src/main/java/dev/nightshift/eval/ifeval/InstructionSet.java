package dev.nightshift.eval.ifeval;

import dev.nightshift.eval.text.PythonText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The instructions of one prompt.
 *
 * <p>The strict reading takes the response as it is. The loose one (section 2 of the paper) also
 * takes it without its first line, without its last, without both, and each of the four without
 * asterisks: an instruction is followed where one of the eight texts follows it. An empty text
 * follows nothing.
 *
 * @param instructions in the order of the prompt, at least one
 */
public record InstructionSet(List<Instruction> instructions) {

  public InstructionSet {
    instructions = List.copyOf(instructions);
    if (instructions.isEmpty()) {
      throw new IllegalArgumentException("a prompt needs at least one instruction");
    }
  }

  /**
   * The instructions that a data set names.
   *
   * @param labels names of kinds
   * @param arguments of each
   * @throws IllegalArgumentException if a name is unknown, or arguments do not fit
   */
  public static InstructionSet of(List<String> labels, List<Map<String, Object>> arguments) {
    if (labels.size() != arguments.size()) {
      throw new IllegalArgumentException(
          labels.size() + " instructions and arguments for " + arguments.size());
    }
    List<Instruction> instructions = new ArrayList<>();
    for (int i = 0; i < labels.size(); i++) {
      instructions.add(InstructionKind.of(labels.get(i)).with(arguments.get(i)));
    }
    return new InstructionSet(instructions);
  }

  /**
   * The instructions of an item: its fields {@code instruction_id_list} and {@code kwargs}.
   *
   * @throws IllegalArgumentException if a name is unknown, or arguments do not fit
   */
  public static InstructionSet of(Map<String, @Nullable Object> fields) {
    if (!(fields.get("instruction_id_list") instanceof List<?> labels)
        || !(fields.get("kwargs") instanceof List<?> listed)) {
      throw new IllegalArgumentException(
          "the fields 'instruction_id_list' and 'kwargs' are needed as lists");
    }
    List<Map<String, Object>> arguments = new ArrayList<>();
    for (Object each : listed) {
      Map<String, Object> given = new LinkedHashMap<>();
      if (each instanceof Map<?, ?> map) {
        // Published files name every argument of every kind, and leave those of others null.
        map.forEach(
            (key, value) ->
                Optional.ofNullable(value).ifPresent(v -> given.put(String.valueOf(key), v)));
      }
      arguments.add(given);
    }
    return of(labels.stream().map(String::valueOf).toList(), arguments);
  }

  /** Which instructions a response follows as it is. */
  public List<Boolean> strict(String response) {
    return instructions.stream().map(instruction -> follows(instruction, response)).toList();
  }

  /** Which instructions one of the loose readings of a response follows. */
  public List<Boolean> loose(String response) {
    Set<String> readings = readings(response);
    return instructions.stream()
        .map(instruction -> readings.stream().anyMatch(reading -> follows(instruction, reading)))
        .toList();
  }

  private static boolean follows(Instruction instruction, String response) {
    return !PythonText.strip(response).isEmpty() && instruction.isFollowedBy(response);
  }

  /** The loose readings of a response, without repetitions. */
  static Set<String> readings(String response) {
    List<String> lines = PythonText.split(response, "\n");
    int count = lines.size();
    List<String> bases =
        List.of(
            response,
            join(lines.subList(1, count)),
            join(lines.subList(0, count - 1)),
            join(lines.subList(1, Math.max(1, count - 1))));
    Set<String> readings = new LinkedHashSet<>(bases);
    bases.forEach(base -> readings.add(base.replace("*", "")));
    return readings;
  }

  private static String join(List<String> lines) {
    return PythonText.strip(String.join("\n", lines));
  }
}

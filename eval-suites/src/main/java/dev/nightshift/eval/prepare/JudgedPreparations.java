package dev.nightshift.eval.prepare;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nightshift.eval.code.MbppPlusTests;
import dev.nightshift.eval.data.DataRow;
import dev.nightshift.eval.ifeval.InstructionSet;
import dev.nightshift.eval.yaml.YamlMap;
import java.util.List;

/** Prompts whose answers a program judges. */
final class JudgedPreparations {

  private static final ObjectMapper JSON = new ObjectMapper();

  private JudgedPreparations() {}

  /** {@code ifeval}: checks that every instruction and its arguments are known. */
  static ItemPreparation ifeval(YamlMap settings) {
    return ItemPreparation.each(
        row -> {
          try {
            InstructionSet unused = InstructionSet.of(row.fields());
            return row;
          } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(row.place() + ": " + e.getMessage(), e);
          }
        });
  }

  /**
   * {@code mbpp_plus}: {@code tests} are the tests of MBPP+: the field {@code test} of the Hugging
   * Face set, or, for the release of EvalPlus, a program that holds the answer against the
   * canonical solution on every input. {@code text} and {@code test_list} are as in MBPP.
   */
  static ItemPreparation mbppPlus(YamlMap settings) {
    return ItemPreparation.each(
        row -> {
          if (row.fields().containsKey("test")) {
            return row.with("text", row.text("prompt")).with("tests", row.text("test"));
          }
          try {
            List<String> asserts =
                row.text("assertion").lines().filter(line -> line.startsWith("assert")).toList();
            return row.with("tests", MbppPlusTests.of(row.fields()))
                .with("text", MbppPlusTests.task(row.text("prompt")))
                .with("test_list", asserts);
          } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(row.place() + ": " + e.getMessage(), e);
          }
        });
  }

  /** {@code swe_bench}: lists of tests that are JSON within a text become lists. */
  static ItemPreparation sweBench(YamlMap settings) {
    return ItemPreparation.each(
        row ->
            row.with("FAIL_TO_PASS", names(row, "FAIL_TO_PASS"))
                .with("PASS_TO_PASS", names(row, "PASS_TO_PASS")));
  }

  private static List<String> names(DataRow row, String field) {
    if (row.fields().get(field) instanceof List<?>) {
      return RowFields.texts(row, field);
    }
    try {
      return JSON.readValue(row.text(field), new TypeReference<List<String>>() {});
    } catch (JsonProcessingException e) {
      throw RowFields.wrong(row, field, "a JSON list of tests");
    }
  }
}

package dev.nightshift.eval.code;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.nightshift.eval.sandbox.Isolation;
import dev.nightshift.eval.sandbox.SandboxResult;
import dev.nightshift.eval.sandbox.TestSandbox;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/** The published solutions of HumanEval, MBPP and MBPP+, with their tests, as programs. */
final class CanonicalSolutions {

  private static final Path DATA =
      Path.of(System.getProperty("nightshift.root", ".."), "..", "shared", "data");

  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  private CanonicalSolutions() {}

  static ProgramRunner runner() {
    TestSandbox.requirePython();
    return ProgramRunner.open(Isolation.STRICT, PassAtKMetric.limits(20, 1024), "test");
  }

  private static List<Map<String, Object>> rows(String name) throws IOException {
    Path file = DATA.resolve(name);
    assumeTrue(Files.exists(file), "skipped: " + file + " is not there");
    byte[] bytes = Files.readAllBytes(file);
    if (name.endsWith(".gz")) {
      try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
        bytes = in.readAllBytes();
      }
    }
    List<Map<String, Object>> rows = new ArrayList<>();
    for (String line : new String(bytes, StandardCharsets.UTF_8).split("\n")) {
      rows.add(JSON.readValue(line, new TypeReference<Map<String, Object>>() {}));
    }
    return rows;
  }

  private static String text(Map<String, Object> row, String name) {
    return String.valueOf(row.get(name));
  }

  static Map<String, String> humanEval() throws IOException {
    Map<String, String> programs = new LinkedHashMap<>();
    for (Map<String, Object> row : rows("humaneval/HumanEval.jsonl.gz")) {
      programs.put(
          text(row, "task_id"),
          text(row, "prompt")
              + text(row, "canonical_solution")
              + "\n"
              + text(row, "test")
              + "\ncheck("
              + text(row, "entry_point")
              + ")");
    }
    return programs;
  }

  static Map<String, String> mbpp() throws IOException {
    Map<String, String> programs = new LinkedHashMap<>();
    for (Map<String, Object> row : rows("mbpp/mbpp.jsonl")) {
      List<?> tests = (List<?>) row.get("test_list");
      programs.put(
          text(row, "task_id"),
          text(row, "code")
              + "\n"
              + text(row, "test_setup_code")
              + "\n"
              + String.join("\n", tests.stream().map(String::valueOf).toList()));
    }
    return programs;
  }

  static Map<String, String> mbppPlus() throws IOException {
    Map<String, String> programs = new LinkedHashMap<>();
    for (Map<String, Object> row : rows("mbpp/MbppPlus.jsonl")) {
      programs.put(
          text(row, "task_id"),
          text(row, "prompt")
              + text(row, "canonical_solution")
              + "\n"
              + MbppPlusTests.of(new LinkedHashMap<>(row)));
    }
    return programs;
  }

  /** Runs programs, and tells those that did not pass, with the ends of their messages. */
  static List<String> failures(Map<String, String> programs) {
    List<String> names = List.copyOf(programs.keySet());
    List<SandboxResult> results = runner().runAll(List.copyOf(programs.values()));
    List<String> failures = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      if (!results.get(i).passed()) {
        String told = results.get(i).stderr().strip();
        failures.add(
            names.get(i)
                + ": "
                + results.get(i).outcome()
                + " "
                + told.substring(Math.max(0, told.length() - 300)));
      }
    }
    return failures;
  }

  /** Every n-th program. */
  static Map<String, String> every(int n, Map<String, String> programs) {
    Map<String, String> some = new LinkedHashMap<>();
    int at = 0;
    for (Map.Entry<String, String> each : programs.entrySet()) {
      if (at++ % n == 0) {
        some.put(each.getKey(), each.getValue());
      }
    }
    return some;
  }
}

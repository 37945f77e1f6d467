package dev.nightshift.eval.prepare;

import dev.nightshift.eval.data.DataRow;
import dev.nightshift.eval.text.PythonText;
import dev.nightshift.eval.yaml.YamlMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Questions in plain text, and grids. */
final class TextPreparations {

  private static final String RULE = "-----";
  private static final String STEPS = "A: Let's think step by step.";

  private TextPreparations() {}

  /**
   * {@code bbh}: rows of a task file pass; the lines of a file of {@code cot-prompts} become its
   * worked examples, {@code input} and {@code target}. Source of the form: Suzgun et al.,
   * "Challenging BIG-Bench tasks and whether chain-of-thought can solve them", arXiv 2210.09261.
   */
  static ItemPreparation bbh(YamlMap settings) {
    return rows -> {
      if (rows.isEmpty() || rows.get(0).fields().containsKey("input")) {
        return rows;
      }
      List<DataRow> examples = new ArrayList<>();
      StringBuilder all = new StringBuilder();
      rows.forEach(row -> all.append(row.text("text")).append('\n'));
      String text = all.substring(all.indexOf(RULE) < 0 ? 0 : all.indexOf(RULE) + RULE.length());
      List<String> parts = PythonText.split(text, "\n\nQ: ");
      for (String part : parts.subList(1, parts.size())) {
        int answer = part.indexOf("\n" + STEPS);
        if (answer < 0) {
          throw new IllegalArgumentException(
              rows.get(0).place() + ": an example has no line '" + STEPS + "'");
        }
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("input", part.substring(0, answer));
        fields.put("target", part.substring(answer + 1 + STEPS.length()).strip());
        examples.add(rows.get(0).derived("example-" + examples.size(), fields));
      }
      return examples;
    };
  }

  /**
   * {@code babi}: the numbered lines of a bAbI file become questions: {@code passage} is what was
   * told before in the story, a line each, {@code question} and {@code answer}. Source: Weston et
   * al., "Towards AI-complete question answering", arXiv 1502.05698.
   */
  static ItemPreparation babi(YamlMap settings) {
    return rows -> {
      List<DataRow> items = new ArrayList<>();
      StringBuilder passage = new StringBuilder();
      for (DataRow row : rows) {
        String line = row.text("text").strip();
        int space = line.indexOf(' ');
        if (line.isEmpty()) {
          continue;
        }
        if (space < 0 || !line.substring(0, space).matches("[0-9]{1,6}")) {
          throw RowFields.wrong(row, "text", "a numbered line");
        }
        if (line.startsWith("1 ")) {
          passage.setLength(0);
        }
        List<String> columns = PythonText.split(line.substring(space + 1), "\t");
        if (columns.size() == 1) {
          passage.append(columns.get(0)).append('\n');
          continue;
        }
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("passage", passage.toString());
        fields.put("question", columns.get(0).strip());
        fields.put("answer", columns.get(1).strip());
        items.add(row.derived("question", fields));
      }
      return items;
    };
  }

  /**
   * {@code cladder}: questions of the generated splits are joined with the {@code background} of
   * their model, whose rows are in the same split's files; {@code prompt} is background, given
   * information and question, as in the published {@code cladder-v1}; rows that have a prompt pass.
   * Source: Jin et al., "CLadder", arXiv 2312.04350.
   */
  static ItemPreparation cladder(YamlMap settings) {
    return rows -> {
      Map<String, String> backgrounds = new LinkedHashMap<>();
      for (DataRow row : rows) {
        if (row.fields().containsKey("background") && !row.fields().containsKey("question")) {
          backgrounds.put(row.text("model_id"), row.text("background"));
        }
      }
      List<DataRow> items = new ArrayList<>();
      for (DataRow row : rows) {
        if (row.fields().containsKey("question")) {
          items.add(question(row, backgrounds));
        } else if (row.fields().containsKey("prompt")) {
          items.add(row.with("label", yesOrNo(row, "label")));
        }
      }
      return items;
    };
  }

  private static DataRow question(DataRow row, Map<String, String> backgrounds) {
    Map<String, @Nullable Object> meta = RowFields.map(row, "meta");
    String background = backgrounds.get(String.valueOf(meta.get("model_id")));
    if (background == null) {
      throw new IllegalArgumentException(
          row.place() + ": there is no background of model " + meta.get("model_id"));
    }
    String given = Objects.toString(row.fields().get("given_info"), "");
    return row.with(
            "prompt",
            background + (given.isEmpty() ? "" : " " + given) + " " + row.text("question"))
        .with("rung", meta.get("rung"))
        .with("label", yesOrNo(row, "answer"));
  }

  private static String yesOrNo(DataRow row, String name) {
    String answer = row.text(name).strip().toLowerCase(java.util.Locale.ROOT);
    if (!answer.equals("yes") && !answer.equals("no")) {
      throw RowFields.wrong(row, name, "yes or no");
    }
    return answer;
  }

  /**
   * {@code arc_agi}: a puzzle gives an item for each of its test inputs: {@code examples}, a list
   * of {@code input} and {@code output} as rows of digits parted by spaces, {@code input}, {@code
   * target}, and {@code tests}, how many test inputs the puzzle has. Source: Chollet, "On the
   * measure of intelligence", arXiv 1911.01547.
   */
  static ItemPreparation arcAgi(YamlMap settings) {
    return rows -> {
      List<DataRow> items = new ArrayList<>();
      for (DataRow row : rows) {
        List<Map<String, String>> examples = pairs(row, "train");
        List<Map<String, String>> tests = pairs(row, "test");
        for (int i = 0; i < tests.size(); i++) {
          Map<String, @Nullable Object> fields = new LinkedHashMap<>();
          fields.put("examples", examples);
          fields.put("input", tests.get(i).get("input"));
          fields.put("target", tests.get(i).get("output"));
          fields.put("tests", tests.size());
          items.add(row.derived("test-" + i, fields));
        }
      }
      return items;
    };
  }

  private static List<Map<String, String>> pairs(DataRow row, String name) {
    List<Map<String, String>> pairs = new ArrayList<>();
    for (Object each : RowFields.list(row, name)) {
      if (!(each instanceof Map<?, ?> pair)
          || !(pair.get("input") instanceof List<?> input)
          || !(pair.get("output") instanceof List<?> output)) {
        throw RowFields.wrong(row, name, "a list of inputs and outputs");
      }
      pairs.add(Map.of("input", grid(row, name, input), "output", grid(row, name, output)));
    }
    return pairs;
  }

  private static String grid(DataRow row, String name, List<?> lines) {
    StringBuilder grid = new StringBuilder();
    for (Object line : lines) {
      if (!(line instanceof List<?> cells)) {
        throw RowFields.wrong(row, name, "a list of grids");
      }
      grid.append(grid.isEmpty() ? "" : "\n")
          .append(String.join(" ", cells.stream().map(String::valueOf).toList()));
    }
    return grid.toString();
  }
}

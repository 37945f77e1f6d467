package dev.nightshift.eval.prepare;

import dev.nightshift.eval.data.DataRow;
import dev.nightshift.eval.yaml.YamlMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Questions with choices, brought into the form of the Hugging Face data sets. */
final class ChoicePreparations {

  private static final Pattern REWRITTEN =
      Pattern.compile(
          "Please choose the correct answer to the question: (.*)\\n\\nAnswer1: (.*)\\n\\n"
              + "Answer format: [a-z0-9/]+",
          Pattern.DOTALL);
  private static final Pattern NEXT_CHOICE = Pattern.compile(" Answer[2-9]: ");
  private static final String BOOLEAN_START =
      "Please answer the following question with true or false, question: ";
  private static final String BOOLEAN_END = "?\n\nAnswer format: true/false";

  private ChoicePreparations() {}

  /**
   * {@code choice_columns}: the columns {@code columns} become the list {@code choices}; {@code
   * answer}, an index from 0 or a letter from A, becomes an index.
   */
  static ItemPreparation columns(YamlMap settings) {
    List<String> columns = settings.texts("columns");
    if (columns.isEmpty()) {
      settings.fault("columns", "no column is named", "Name the columns of the choices.");
    }
    return ItemPreparation.each(
        row -> {
          List<String> choices = columns.stream().map(row::text).toList();
          return row.with("choices", choices).with("answer", index(row, choices.size()));
        });
  }

  private static int index(DataRow row, int count) {
    String answer = row.text("answer").strip();
    int index = answer.length() == 1 ? "0123456789".indexOf(answer) : -1;
    if (index < 0 && answer.length() == 1) {
      index = answer.charAt(0) - 'A';
    }
    if (index < 0 || index >= count) {
      throw RowFields.wrong(row, "answer", "an index or a letter of " + count + " choices");
    }
    return index;
  }

  /**
   * {@code stem_choices}: {@code question: {stem, choices: [{label, text}]}}, as AI2 publishes its
   * sets, becomes the field that {@code question} names and {@code choices: {text, label}}.
   */
  static ItemPreparation stems(YamlMap settings) {
    String name = settings.text("question").orElse("question");
    return ItemPreparation.each(
        row -> {
          Map<String, @Nullable Object> question = RowFields.map(row, "question");
          if (!(question.get("choices") instanceof List<?> listed)) {
            throw RowFields.wrong(row, "question", "a mapping with choices");
          }
          List<String> texts = new ArrayList<>();
          List<String> labels = new ArrayList<>();
          for (Object each : listed) {
            if (!(each instanceof Map<?, ?> choice)) {
              throw RowFields.wrong(row, "question", "a mapping with choices");
            }
            texts.add(String.valueOf(choice.get("text")));
            labels.add(String.valueOf(choice.get("label")));
          }
          return row.with(name, String.valueOf(question.get("stem")))
              .with("choices", Map.of("text", texts, "label", labels));
        });
  }

  /**
   * {@code rewritten_choices}: an {@code instruction} that states the question and its answers
   * ("Answer1: … Answer2: …") falls apart into the field that {@code question} names, {@code
   * choices} and {@code answerKey}, as in the sets that it was written from. Source of the form: Hu
   * et al., "LLM-Adapters", arXiv 2304.01933.
   */
  static ItemPreparation rewritten(YamlMap settings) {
    String name = settings.text("question").orElse("question");
    return ItemPreparation.each(
        row -> {
          Matcher found = REWRITTEN.matcher(row.text("instruction"));
          if (!found.matches()) {
            throw RowFields.wrong(row, "instruction", "a question with numbered answers");
          }
          List<String> texts = List.of(NEXT_CHOICE.split(String.valueOf(found.group(2)), -1));
          List<String> labels = new ArrayList<>();
          for (int i = 0; i < texts.size(); i++) {
            labels.add(String.valueOf((char) ('A' + i)));
          }
          Matcher answer = Pattern.compile("answer([1-9])").matcher(row.text("answer"));
          if (!answer.matches() || answer.group(1).charAt(0) - '0' > texts.size()) {
            throw RowFields.wrong(row, "answer", "the number of an answer");
          }
          Map<String, @Nullable Object> fields = new LinkedHashMap<>();
          fields.put(name, String.valueOf(found.group(1)));
          fields.put("choices", Map.of("text", texts, "label", labels));
          fields.put("answerKey", labels.get(answer.group(1).charAt(0) - '1'));
          return row.withAll(fields);
        });
  }

  /**
   * {@code rewritten_boolean}: the same for a question that is answered with true or false: {@code
   * question}, an empty {@code passage}, and {@code label}, 1 for true.
   */
  static ItemPreparation rewrittenBoolean(YamlMap settings) {
    return ItemPreparation.each(
        row -> {
          String text = row.text("instruction");
          boolean fits = text.startsWith(BOOLEAN_START) && text.endsWith(BOOLEAN_END);
          String answer = row.text("answer");
          if (!fits || !answer.equals("true") && !answer.equals("false")) {
            throw RowFields.wrong(row, "instruction", "a question with the answer true or false");
          }
          Map<String, @Nullable Object> fields = new LinkedHashMap<>();
          fields.put("passage", "");
          fields.put(
              "question",
              text.substring(BOOLEAN_START.length(), text.length() - BOOLEAN_END.length()));
          fields.put("label", answer.equals("true") ? 1 : 0);
          return row.withAll(fields);
        });
  }

  /**
   * {@code boolean_label}: {@code answer} true or false, as the BoolQ release has it, becomes
   * {@code label} 1 or 0.
   */
  static ItemPreparation booleanLabel(YamlMap settings) {
    return ItemPreparation.each(
        row -> {
          Object given =
              row.fields().containsKey("label")
                  ? row.fields().get("label")
                  : row.fields().get("answer");
          String value = String.valueOf(given);
          if (!List.of("0", "1", "true", "false").contains(value)) {
            throw RowFields.wrong(row, "answer", "true or false");
          }
          return row.with("label", value.equals("1") || value.equals("true") ? 1 : 0);
        });
  }

  /**
   * {@code scored_choices}: for each of the fields {@code fields}, a mapping of answer to 0 or 1
   * becomes {@code {choices, labels}}; one that has this form already stays.
   */
  static ItemPreparation scored(YamlMap settings) {
    List<String> names = settings.texts("fields");
    return ItemPreparation.each(
        row -> {
          DataRow changed = row;
          for (String name : names) {
            Map<String, @Nullable Object> map = RowFields.map(row, name);
            if (map.get("choices") instanceof List<?>) {
              continue;
            }
            List<Integer> labels = new ArrayList<>();
            for (Object value : map.values()) {
              if (!(value instanceof Number number)) {
                throw RowFields.wrong(row, name, "a mapping of answers to 0 or 1");
              }
              labels.add(number.intValue());
            }
            changed =
                changed.with(name, Map.of("choices", List.copyOf(map.keySet()), "labels", labels));
          }
          return changed;
        });
  }
}

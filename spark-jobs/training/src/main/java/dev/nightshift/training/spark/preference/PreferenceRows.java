package dev.nightshift.training.spark.preference;

import dev.nightshift.training.data.SharedPrompt;
import dev.nightshift.training.spark.RefusedExample;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * What a row of preferences says: one pair, one answer with its label, or the pairs of a ranking.
 *
 * <p>Texts are taken as they are, or as one message of a user and one of the assistant where a chat
 * template is to be applied; columns of messages always go through the template.
 */
final class PreferenceRows {

  /** Which pairs a ranking gives. */
  enum Ranking {
    /** Each answer with every worse one. */
    ALL,
    /** Each answer with the next worse one. */
    ADJACENT,
    /** The best with the worst. */
    BEST_WORST
  }

  private final PreferenceForm form;
  private final Ranking ranking;
  private final @Nullable Dialogue dialogue;
  private final boolean applied;

  /**
   * Rows of a form.
   *
   * @param form the columns that rows have
   * @param ranking which pairs a ranking gives
   * @param dialogue lays out messages, or null where the model has no chat template
   * @param applied whether texts go through the template as well
   */
  PreferenceRows(
      PreferenceForm form, Ranking ranking, @Nullable Dialogue dialogue, boolean applied) {
    this.form = form;
    this.ranking = ranking;
    this.dialogue = dialogue;
    this.applied = applied;
  }

  /** The examples of a row. */
  List<PreferenceExample> of(Row row) throws RefusedExample {
    List<PreferenceExample> examples =
        switch (form) {
          case PAIRS -> List.of(pair(row));
          case LABELLED -> List.of(labelled(row));
          case RANKED -> ranked(row);
        };
    List<PreferenceExample> checked = new ArrayList<>();
    for (PreferenceExample example : examples) {
      checked.add(example.checked());
    }
    return checked;
  }

  private PreferenceExample pair(Row row) throws RefusedExample {
    Object chosen = needed(row, "chosen");
    Object rejected = needed(row, "rejected");
    refuseSwapped(score(row, "chosen"), score(row, "rejected"));
    Object prompt = value(row, "prompt");
    if (!(chosen instanceof String good) || !(rejected instanceof String bad)) {
      return pairOfMessages(prompt, messages(chosen), messages(rejected));
    }
    if (prompt == null) {
      int cut = cut(good, bad);
      return texts(row, good.substring(0, cut), good.substring(cut), bad.substring(cut));
    }
    return prompt instanceof String text
        ? texts(row, text, good, bad)
        : templated().example(messages(prompt), Dialogue.turns(good), Dialogue.turns(bad));
  }

  private static int cut(String chosen, String rejected) throws RefusedExample {
    OptionalInt cut = SharedPrompt.length(chosen, rejected);
    if (cut.isEmpty()) {
      throw new RefusedExample(
          "no-shared-prompt", "there is no prompt, and the answers share no text before they part");
    }
    return cut.getAsInt();
  }

  private PreferenceExample texts(
      Row row, String prompt, @Nullable String chosen, @Nullable String rejected)
      throws RefusedExample {
    if (!applied) {
      return new PreferenceExample(prompt, chosen, rejected, false);
    }
    String known = meta(row).get("messages");
    return templated()
        .example(
            known == null ? List.of(Dialogue.message("user", prompt)) : Dialogue.parsed(known),
            chosen == null ? null : Dialogue.turns(chosen),
            rejected == null ? null : Dialogue.turns(rejected));
  }

  /** What both begin with is the prompt; the last message of each is an answer in any case. */
  private PreferenceExample pairOfMessages(
      @Nullable Object prompt, List<Map<String, String>> chosen, List<Map<String, String>> rejected)
      throws RefusedExample {
    List<Map<String, String>> shared = new ArrayList<>();
    if (prompt instanceof String text
        && chosen.stream().noneMatch(message -> "user".equals(message.get("role")))) {
      shared.add(Dialogue.message("user", text));
    } else if (prompt != null && !(prompt instanceof String)) {
      shared.addAll(messages(prompt));
    }
    int most = Math.min(chosen.size(), rejected.size()) - 1;
    int same = 0;
    while (same < most && chosen.get(same).equals(rejected.get(same))) {
      same++;
    }
    shared.addAll(chosen.subList(0, same));
    return templated()
        .example(
            shared, chosen.subList(same, chosen.size()), rejected.subList(same, rejected.size()));
  }

  private PreferenceExample labelled(Row row) throws RefusedExample {
    boolean good = label(needed(row, "label"));
    Object prompt = needed(row, "prompt");
    Object answer = needed(row, "completion");
    if (prompt instanceof String text && answer instanceof String completion) {
      return texts(row, text, good ? completion : null, good ? null : completion);
    }
    List<Map<String, String>> shared =
        prompt instanceof String text ? List.of(Dialogue.message("user", text)) : messages(prompt);
    List<Map<String, String>> turns =
        answer instanceof String completion ? Dialogue.turns(completion) : messages(answer);
    return templated().example(shared, good ? turns : null, good ? null : turns);
  }

  private static boolean label(Object label) throws RefusedExample {
    if (label instanceof Boolean good) {
      return good;
    }
    return switch (String.valueOf(label).strip().toLowerCase(Locale.ROOT)) {
      case "true", "1", "1.0" -> true;
      case "false", "0", "0.0" -> false;
      default ->
          throw new RefusedExample(
              "unknown-label", "the label is '" + label + "', neither true, false, 1 nor 0");
    };
  }

  private List<PreferenceExample> ranked(Row row) throws RefusedExample {
    Object prompt = needed(row, "prompt");
    List<Object> answers = list(needed(row, "answers"));
    Object scores = value(row, "scores");
    List<Object> values = scores == null ? List.of() : list(scores);
    for (int i = 1; i < values.size(); i++) {
      refuseSwapped(number(values.get(i - 1)), number(values.get(i)));
    }
    Set<Object> distinct = new HashSet<>(answers);
    if (distinct.size() < answers.size()) {
      throw new RefusedExample("equal-answers", "two answers of the ranking are the same");
    }
    if (answers.size() < 2 || answers.contains(null)) {
      throw new RefusedExample(
          "too-few-answers", "the ranking has " + answers.size() + " answers, or an empty one");
    }
    List<PreferenceExample> pairs = new ArrayList<>();
    for (int[] places : places(answers.size())) {
      pairs.add(ranked(row, prompt, answers.get(places[0]), answers.get(places[1])));
    }
    return pairs;
  }

  private PreferenceExample ranked(Row row, Object prompt, Object better, Object worse)
      throws RefusedExample {
    if (prompt instanceof String text && better instanceof String a && worse instanceof String b) {
      return texts(row, text, a, b);
    }
    List<Map<String, String>> shared =
        prompt instanceof String text ? List.of(Dialogue.message("user", text)) : messages(prompt);
    return templated()
        .example(
            shared, Dialogue.turns(String.valueOf(better)), Dialogue.turns(String.valueOf(worse)));
  }

  /** The places of each pair of a ranking, the better one first. */
  private List<int[]> places(int answers) {
    List<int[]> places = new ArrayList<>();
    if (ranking == Ranking.BEST_WORST) {
      return List.of(new int[] {0, answers - 1});
    }
    for (int i = 0; i < answers; i++) {
      int last = ranking == Ranking.ALL ? answers - 1 : Math.min(i + 1, answers - 1);
      for (int j = i + 1; j <= last; j++) {
        places.add(new int[] {i, j});
      }
    }
    return places;
  }

  private Dialogue templated() throws RefusedExample {
    if (dialogue == null) {
      throw new RefusedExample(
          "no-chat-template", "the row has messages, and the model has no chat template");
    }
    return dialogue;
  }

  private static void refuseSwapped(@Nullable Double better, @Nullable Double worse)
      throws RefusedExample {
    if (better != null && worse != null && better < worse) {
      throw new RefusedExample(
          "swapped-labels",
          "the preferred answer has the score " + better + " and the other one " + worse);
    }
  }

  /** A score from a column, or from what ingestion kept of the record. */
  private static @Nullable Double score(Row row, String side) {
    Map<String, String> meta = meta(row);
    for (String name : List.of(side + "_score", "score_" + side)) {
      Object value = value(row, name);
      Double number = number(value == null ? meta.get(name) : value);
      if (number != null) {
        return number;
      }
    }
    return null;
  }

  private static @Nullable Double number(@Nullable Object value) {
    try {
      return value == null ? null : Double.valueOf(String.valueOf(value));
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static Map<String, String> meta(Row row) {
    return value(row, "meta") instanceof scala.collection.Map<?, ?>
        ? row.getJavaMap(row.fieldIndex("meta"))
        : Map.of();
  }

  private static List<Map<String, String>> messages(Object value) throws RefusedExample {
    List<Row> rows = new ArrayList<>();
    for (Object element : list(value)) {
      if (!(element instanceof Row message)) {
        throw new RefusedExample(
            "no-conversation", "a message is neither text nor role and content");
      }
      rows.add(message);
    }
    return Dialogue.messages(rows);
  }

  private static List<Object> list(Object value) throws RefusedExample {
    if (!(value instanceof scala.collection.Seq<?> sequence)) {
      throw new RefusedExample("wrong-type", "'" + value + "' is no list");
    }
    return new ArrayList<>(
        scala.collection.JavaConverters.seqAsJavaListConverter(sequence).asJava());
  }

  private static Object needed(Row row, String column) throws RefusedExample {
    Object value = value(row, column);
    if (value == null) {
      throw new RefusedExample("missing-field", "column '" + column + "' is empty");
    }
    return value;
  }

  private static @Nullable Object value(Row row, String column) {
    for (String name : row.schema().fieldNames()) {
      if (name.equals(column)) {
        return row.getAs(column);
      }
    }
    return null;
  }
}

package dev.nightshift.training.spark.preference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.inference.tokenizer.ChatTemplate;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.training.spark.RefusedExample;
import dev.nightshift.training.spark.preference.PreferenceRows.Ranking;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PreferenceRowsTest {

  private static final StructType MESSAGE =
      new StructType().add("content", DataTypes.StringType).add("role", DataTypes.StringType);
  private static final Dialogue CHAT =
      new Dialogue(
          ChatTemplate.of(
              "{% for m in messages %}<{{ m.role }}>{{ m.content }}</>{% endfor %}"
                  + "{% if add_generation_prompt %}<assistant>{% endif %}",
              Map.of()));

  @Test
  void aPromptIsExplicitOrWhatBothAnswersShare() throws RefusedExample {
    assertThat(one(PreferenceForm.PAIRS, "prompt", "2 + 2 =", "chosen", "4", "rejected", "5"))
        .isEqualTo(new PreferenceExample("2 + 2 =", "4", "5", false));
    assertThat(one(PreferenceForm.PAIRS, "chosen", "2 + 2 = 4", "rejected", "2 + 2 = 5"))
        .isEqualTo(new PreferenceExample("2 + 2 =", " 4", " 5", false));
    assertRefused(
        "no-shared-prompt",
        "there is no prompt, and the answers share no text before they part",
        "chosen",
        "four",
        "rejected",
        "five");
  }

  @Test
  void answersThatTeachNothingAreRefused() {
    assertRefused(
        "equal-answers",
        "both answers are the same text",
        "prompt",
        "a",
        "chosen",
        "b",
        "rejected",
        "b");
    assertRefused(
        "empty-answer", "an answer has no text", "prompt", "a", "chosen", "b", "rejected", " \n");
    assertRefused(
        "missing-field",
        "column 'rejected' is empty",
        "prompt",
        "a",
        "chosen",
        "b",
        "rejected",
        null);
  }

  @Test
  void scoresTellSwappedLabels() throws RefusedExample {
    String told = "the preferred answer has the score 1.0 and the other one 2.5";
    Object[] pair = {"prompt", "a", "chosen", "b", "rejected", "c"};
    assertRefused("swapped-labels", told, with(pair, "chosen_score", 1.0, "rejected_score", 2.5));
    assertRefused("swapped-labels", told, with(pair, "score_chosen", 1.0, "score_rejected", 2.5));
    Map<String, String> meta = Map.of("score_chosen", "1.0", "score_rejected", "2.5");
    assertRefused("swapped-labels", told, with(pair, "meta", meta));
    assertThat(one(PreferenceForm.PAIRS, with(pair, "chosen_score", 2.0, "rejected_score", 2.0)))
        .isNotNull();
  }

  @Test
  void messagesGoThroughTheChatTemplate() throws RefusedExample {
    PreferenceExample expected =
        new PreferenceExample(
            "<user>Hi</><assistant>", "Hello</>", "Go away</><user>Why?</>", true);
    Object chosen = messages("user", "Hi", "assistant", "Hello");
    Object rejected = messages("user", "Hi", "assistant", "Go away", "user", "Why?");
    assertThat(one(PreferenceForm.PAIRS, "chosen", chosen, "rejected", rejected))
        .isEqualTo(expected);
    assertThat(
            one(
                PreferenceForm.PAIRS,
                "prompt",
                messages("user", "Hi"),
                "chosen",
                messages("assistant", "Hello"),
                "rejected",
                messages("assistant", "Go away", "user", "Why?")))
        .isEqualTo(expected);
    assertThat(one(PreferenceForm.PAIRS, "prompt", "Hi", "chosen", chosen, "rejected", rejected))
        .isEqualTo(expected);
    assertRefused(
        "no-conversation",
        "an answer does not begin with the assistant",
        "chosen",
        messages("user", "Hi", "user", "Hello"),
        "rejected",
        messages("user", "Hi", "assistant", "Go away"));
    assertRefused(
        "no-shared-prompt",
        "the answers share no message",
        "chosen",
        messages("assistant", "Hello"),
        "rejected",
        messages("assistant", "Go away"));
  }

  /** What ingestion kept of a conversation is found again; plain texts are one message each. */
  @Test
  void textsGoThroughTheTemplateOnRequest() throws RefusedExample {
    PreferenceRows rows = new PreferenceRows(PreferenceForm.PAIRS, Ranking.ALL, CHAT, true);
    Object[] pair = {"prompt", "Hi", "chosen", " Hello", "rejected", " Go\n\nHuman: Why?"};
    assertThat(rows.of(row(pair)))
        .containsExactly(
            new PreferenceExample(
                "<user>Hi</><assistant>", "Hello</>", "Go</><user>Why?</>", true));
    String shared =
        "[{\"role\": \"system\", \"content\": \"Be kind\"}, {\"role\": \"user\", \"content\": \"Hi\"}]";
    assertThat(rows.of(row(with(pair, "meta", Map.of("messages", shared)))).get(0).prompt())
        .isEqualTo("<system>Be kind</><user>Hi</><assistant>");
  }

  @Test
  void anAnswerWithALabelStandsOnItsSide() throws RefusedExample {
    for (Object good : new Object[] {true, 1L, 1.0, "true", "1"}) {
      assertThat(one(PreferenceForm.LABELLED, "prompt", "a", "completion", "b", "label", good))
          .isEqualTo(new PreferenceExample("a", "b", null, false));
    }
    assertThat(one(PreferenceForm.LABELLED, "prompt", "a", "completion", "b", "label", false))
        .isEqualTo(new PreferenceExample("a", null, "b", false));
    assertThat(
            one(
                PreferenceForm.LABELLED,
                "prompt",
                messages("user", "Hi"),
                "completion",
                messages("assistant", "Hello"),
                "label",
                0))
        .isEqualTo(new PreferenceExample("<user>Hi</><assistant>", null, "Hello</>", true));
    assertThatThrownBy(
            () -> one(PreferenceForm.LABELLED, "prompt", "a", "completion", "b", "label", "good"))
        .hasMessage("the label is 'good', neither true, false, 1 nor 0");
  }

  @Test
  void aRankingGivesPairsByARule() throws RefusedExample {
    assertThat(pairs(Ranking.ALL)).containsExactly("b>c", "b>d", "c>d");
    assertThat(pairs(Ranking.ADJACENT)).containsExactly("b>c", "c>d");
    assertThat(pairs(Ranking.BEST_WORST)).containsExactly("b>d");
    assertThatThrownBy(
            () ->
                of(
                    PreferenceForm.RANKED,
                    "prompt",
                    "a",
                    "answers",
                    list("b", "c"),
                    "scores",
                    list(1.0, 3.0)))
        .hasMessage("the preferred answer has the score 1.0 and the other one 3.0");
    assertThatThrownBy(() -> of(PreferenceForm.RANKED, "prompt", "a", "answers", list("b", "b")))
        .hasMessage("two answers of the ranking are the same");
    assertThatThrownBy(() -> of(PreferenceForm.RANKED, "prompt", "a", "answers", list("b")))
        .hasMessage("the ranking has 1 answers, or an empty one");
  }

  @Test
  void theFormIsToldByTheColumns() {
    assertThat(PreferenceForm.of(List.of("chosen", "rejected", "x"), "in", "data"))
        .isEqualTo(PreferenceForm.PAIRS);
    assertThat(PreferenceForm.of(List.of("label", "prompt", "completion"), "in", "data"))
        .isEqualTo(PreferenceForm.LABELLED);
    assertThat(PreferenceForm.of(List.of("prompt", "answers", "scores"), "in", "data"))
        .isEqualTo(PreferenceForm.RANKED);
    assertThatThrownBy(() -> PreferenceForm.of(List.of("text"), "in", "data"))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("input 'in' has the columns text")
        .hasMessageContaining("Preferences have chosen and rejected, with or without prompt");
  }

  private static List<String> pairs(Ranking ranking) throws RefusedExample {
    return new PreferenceRows(PreferenceForm.RANKED, ranking, null, false)
        .of(row("prompt", "a", "answers", list("b", "c", "d"))).stream()
            .map(example -> example.chosen() + ">" + example.rejected())
            .toList();
  }

  private static PreferenceExample one(PreferenceForm form, @Nullable Object... columns)
      throws RefusedExample {
    List<PreferenceExample> examples = of(form, columns);
    assertThat(examples).hasSize(1);
    return examples.get(0);
  }

  private static List<PreferenceExample> of(PreferenceForm form, @Nullable Object... columns)
      throws RefusedExample {
    return new PreferenceRows(form, Ranking.ALL, CHAT, false).of(row(columns));
  }

  private static void assertRefused(String reason, String detail, @Nullable Object... columns) {
    assertThatThrownBy(() -> one(PreferenceForm.PAIRS, columns))
        .isInstanceOfSatisfying(
            RefusedExample.class, refusal -> assertThat(refusal.reason()).isEqualTo(reason))
        .hasMessage(detail);
  }

  private static Object[] with(Object[] columns, Object... more) {
    List<Object> all = new ArrayList<>(List.of(columns));
    all.addAll(List.of(more));
    return all.toArray();
  }

  /** Names and values by turns. */
  private static Row row(@Nullable Object... columns) {
    StructType schema = new StructType();
    Object[] values = new Object[columns.length / 2];
    for (int i = 0; i < values.length; i++) {
      Object value = columns[2 * i + 1];
      values[i] = value instanceof Map<?, ?> map ? scalaMap(map) : value;
      schema = schema.add(String.valueOf(columns[2 * i]), type(value));
    }
    return new GenericRowWithSchema(values, schema);
  }

  private static DataType type(@Nullable Object value) {
    return value instanceof Map<?, ?>
        ? DataTypes.createMapType(DataTypes.StringType, DataTypes.StringType)
        : value instanceof scala.collection.Seq<?>
            ? DataTypes.createArrayType(MESSAGE)
            : DataTypes.StringType;
  }

  private static Object scalaMap(Map<?, ?> map) {
    return scala.collection.JavaConverters.mapAsScalaMapConverter(map).asScala();
  }

  private static Object list(Object... values) {
    return scala.collection.JavaConverters.asScalaBufferConverter(List.of(values))
        .asScala()
        .toList();
  }

  private static Object messages(String... rolesAndContents) {
    Object[] messages = new Object[rolesAndContents.length / 2];
    for (int i = 0; i < messages.length; i++) {
      messages[i] =
          new GenericRowWithSchema(
              new Object[] {rolesAndContents[2 * i + 1], rolesAndContents[2 * i]}, MESSAGE);
    }
    return list(messages);
  }
}

package dev.nightshift.training.spark.preference;

import dev.nightshift.inference.tokenizer.ChatTemplate;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.training.reward.RewardPairs;
import dev.nightshift.training.spark.AnswerEncoding;
import dev.nightshift.training.spark.RefusedExample;
import dev.nightshift.training.spark.SplitRows;
import dev.nightshift.training.spark.SplitRows.Example;
import dev.nightshift.training.spark.TrainingJob.Preparation;
import dev.nightshift.training.spark.TrainingOptions;
import dev.nightshift.training.spark.preference.PreferenceEncoding.Encoded;
import dev.nightshift.training.spark.preference.PreferenceRows.Ranking;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.sql.Row;

/** Pairs of answers in any of the forms that preferences have, with their margins. */
final class PairMeaning implements SplitRows.Meaning {

  private final AnswerEncoding encoding;
  private final PreferenceEncoding pairs;
  private final PreferenceRows rows;
  private final List<String> columns;
  private final Optional<String> margin;

  /**
   * The pairs of the input of an option.
   *
   * @throws RequestException if the input has none, or no such margin
   */
  PairMeaning(Preparation p, String option) {
    JobArguments arguments = p.arguments();
    String input = p.context().input(option).reference();
    List<String> there = Arrays.asList(p.reader().rows(option).columns());
    PreferenceForm form = PreferenceForm.of(there, input, option);
    if (form == PreferenceForm.LABELLED) {
      throw new RequestException(
          "input '" + input + "' has single answers with labels",
          "option '" + option + "'",
          "A reward model learns from pairs or rankings.");
    }
    this.margin = arguments.find(RewardJob.MARGIN);
    this.columns = new ArrayList<>(form.columns(there));
    margin.ifPresent(name -> addMargin(name, there, input, option));
    this.encoding = p.encoding();
    this.pairs =
        new PreferenceEncoding(
            encoding, arguments.text(TrainingOptions.OVERLONG).equals("truncate"));
    this.rows =
        new PreferenceRows(
            form,
            Ranking.valueOf(
                arguments.text(RewardJob.RANKING).replace('-', '_').toUpperCase(Locale.ROOT)),
            ChatTemplate.load(p.model().tokenizerFolder()).map(Dialogue::new).orElse(null),
            arguments.flag(RewardJob.TEMPLATE));
  }

  private void addMargin(String name, List<String> there, String input, String option) {
    if (!there.contains(name)) {
      throw new RequestException(
          "input '" + input + "' has no column '" + name + "'; it has " + String.join(", ", there),
          "option '" + option + "'",
          "Name a column of numbers, or leave out --" + RewardJob.MARGIN + ".");
    }
    if (!columns.contains(name)) {
      columns.add(name);
    }
  }

  @Override
  public List<String> columns() {
    return columns;
  }

  @Override
  public List<Example> of(Row row) throws RefusedExample {
    float m = margin.isPresent() ? margin(row.getAs(margin.get())) : 0;
    List<Example> examples = new ArrayList<>();
    for (PreferenceExample example : rows.of(row)) {
      Encoded encoded = pairs.of(example);
      var chosen = encoding.scored(encoded.prompt(), encoded.chosen());
      var rejected = encoding.scored(encoded.prompt(), encoded.rejected());
      if (Arrays.equals(chosen.ids(), rejected.ids())) {
        throw new RefusedExample(
            "equal-answers", "both answers are the same where they are scored");
      }
      examples.add(
          new Example(example.prompt(), writer -> RewardPairs.add(writer, chosen, rejected, m)));
    }
    return examples;
  }

  private static float margin(Object value) throws RefusedExample {
    try {
      double margin = Double.parseDouble(String.valueOf(value));
      if (Double.isFinite(margin)) {
        return (float) margin;
      }
    } catch (NumberFormatException e) {
      // Told below, as a number that is not finite is.
    }
    throw new RefusedExample("no-margin", "the margin is '" + value + "' and no finite number");
  }
}

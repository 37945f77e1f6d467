package dev.nightshift.training.spark.difficulty;

import dev.nightshift.inference.LanguageModel;
import dev.nightshift.inference.score.Score;
import dev.nightshift.inference.score.ScoreRequest;
import dev.nightshift.inference.score.Scorer;
import dev.nightshift.runtime.model.ModelHolder;
import dev.nightshift.training.spark.AnswerEncoding;
import dev.nightshift.training.trainer.Lanes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * Mean −log p of the tokens of texts, or of answers given their prompts, as a training sees them,
 * under a model that the process holds. A row's value does not depend on what is scored beside it.
 */
final class LossTask implements MapPartitionsFunction<Row, Row> {

  private static final long serialVersionUID = 1L;

  private final String folder;
  private final String digest;

  LossTask(String folder, String digest) {
    this.folder = folder;
    this.digest = digest;
  }

  /**
   * Rows of key, prompt and answer to rows of key and value; those without a token are left out.
   */
  @Override
  public Iterator<Row> call(Iterator<Row> rows) {
    List<Row> values = new ArrayList<>();
    if (!rows.hasNext()) {
      return values.iterator();
    }
    try (ModelHolder.Lease lease = ModelHolder.process().borrow(Path.of(folder), digest);
        Lanes one = new Lanes(1)) {
      LanguageModel model = lease.model();
      Scorer scorer = Scorer.of(model);
      AnswerEncoding encoding =
          new AnswerEncoding(
              model.requireTokenizer(), model.config(), model.config().maxPositions());
      while (rows.hasNext()) {
        Row row = rows.next();
        String key = row.getString(0);
        AnswerEncoding.Sequence tokens =
            row.getString(1).isEmpty()
                ? encoding.text(row.getString(2))
                : encoding.answer(row.getString(1), row.getString(2));
        int[] ids = tokens.ids();
        int first = tokens.firstTarget();
        if (ids.length <= first) {
          continue;
        }
        ScoreRequest request =
            ScoreRequest.ofTokens(
                key, Arrays.copyOf(ids, first), Arrays.copyOfRange(ids, first, ids.length));
        Score score = one.<Score>alone(lane -> scorer.score(List.of(request)).get(0));
        values.add(RowFactory.create(key, -score.sum() / score.tokenIds().size()));
      }
    }
    ModelHolder.process().releaseIdle();
    return values.iterator();
  }
}

package dev.nightshift.evaluation.spark;

import static org.apache.spark.sql.functions.col;

import dev.nightshift.eval.judge.Arrangement;
import dev.nightshift.eval.judge.Judge;
import dev.nightshift.eval.judge.JudgeReply;
import dev.nightshift.eval.judge.JudgeRequest;
import dev.nightshift.eval.judge.JudgeSummary;
import dev.nightshift.eval.judge.JudgedItem;
import dev.nightshift.eval.judge.PairOutcome;
import dev.nightshift.eval.judge.Preference;
import dev.nightshift.eval.judge.Rubric;
import dev.nightshift.eval.stats.Estimate;
import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.runtime.progress.Progress;
import dev.nightshift.schema.table.LakeTables;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * What a judge said of some items: taken from the lake where it was asked before, else asked now,
 * in rounds that are committed one by one. A run that was killed goes on behind its last round.
 */
final class Judgements {

  private static final int ROUND = 256;
  private static final String TABLE = LakeTables.JUDGEMENTS.name();

  private final Judge judge;
  private final Rubric rubric;
  private final List<JudgedItem> items;
  private final Map<String, StoredJudgement> byDigest = new HashMap<>();
  private long asked;
  private long known;

  private Judgements(Judge judge, Rubric rubric, List<JudgedItem> items) {
    this.judge = judge;
    this.rubric = rubric;
    this.items = items;
  }

  /** All judgements of the items. */
  static Judgements of(JobContext context, Judge judge, Rubric rubric, List<JudgedItem> items) {
    Judgements judgements = new Judgements(judge, rubric, items);
    judgements.collect(context);
    return judgements;
  }

  private void collect(JobContext context) {
    Map<String, JudgeRequest> requests = new LinkedHashMap<>();
    for (JudgedItem item : items) {
      rubric.requests(item).forEach(request -> requests.putIfAbsent(digest(request), request));
    }
    new LakeView(context.lake())
        .table(LakeTables.JUDGEMENTS)
        .ifPresent(rows -> remember(rows, requests));
    if (context.lake().exists(TABLE)) {
      remember(context.lake().ownRows(TABLE, context.runId()), requests);
    }
    known = byDigest.size();
    List<String> digests = List.copyOf(requests.keySet());
    try (Progress.Task progress = context.progress().start("judge", "requests", digests.size())) {
      for (int from = 0; from < digests.size(); from += ROUND) {
        int to = Math.min(digests.size(), from + ROUND);
        List<String> open =
            digests.subList(from, to).stream().filter(d -> !byDigest.containsKey(d)).toList();
        if (!open.isEmpty()) {
          List<StoredJudgement> rows = ask(open, requests);
          context.append(
              TABLE,
              LakeTables.JUDGEMENTS,
              StoredJudgement.CODEC.dataset(context.spark(), rows).coalesce(1),
              from / ROUND);
          rows.forEach(row -> byDigest.put(row.requestDigest(), row));
          asked += rows.size();
        }
        progress.at(to, "");
      }
    }
  }

  private void remember(Dataset<Row> rows, Map<String, JudgeRequest> requests) {
    for (StoredJudgement row :
        StoredJudgement.CODEC.collect(
            rows.where(
                col("judge").equalTo(judge.name()).and(col("rubric").equalTo(rubricName()))))) {
      if (requests.containsKey(row.requestDigest())) {
        byDigest.putIfAbsent(row.requestDigest(), row);
      }
    }
  }

  private List<StoredJudgement> ask(List<String> open, Map<String, JudgeRequest> requests) {
    List<JudgeRequest> now = new ArrayList<>();
    for (String digest : open) {
      JudgeRequest request = requests.get(digest);
      if (request != null) {
        now.add(request);
      }
    }
    List<JudgeReply> replies = judge.ask(now);
    List<StoredJudgement> rows = new ArrayList<>();
    for (int i = 0; i < now.size(); i++) {
      rows.add(stored(now.get(i), replies.get(i)));
    }
    return rows;
  }

  private StoredJudgement stored(JudgeRequest request, JudgeReply reply) {
    @Nullable String verdict =
        reply.refused()
            ? null
            : reply.logProbabilities().isEmpty()
                ? rubric.read(reply.text()).orElse(null)
                : Rubric.likeliest(reply);
    OptionalDouble probability =
        rubric.isPairwise()
            ? rubric.probabilityOfSecond(reply, request.arrangement())
            : OptionalDouble.empty();
    return new StoredJudgement(
        digest(request),
        judge.name(),
        rubricName(),
        request.item(),
        request.arrangement().label(),
        request.prompt(),
        reply.text(),
        reply.refused()
            ? StoredJudgement.REFUSED
            : verdict == null ? StoredJudgement.UNREADABLE : StoredJudgement.READ,
        verdict,
        probability.isPresent() ? probability.getAsDouble() : null,
        reply.attempts());
  }

  private String digest(JudgeRequest request) {
    return request.digest(judge.name() + "\n" + rubric.digest());
  }

  private String rubricName() {
    return rubric.name() + " v" + rubric.version();
  }

  /** Requests that were sent now. */
  long asked() {
    return asked;
  }

  /** Requests whose replies the lake had. */
  long known() {
    return known;
  }

  /** Requests of some status. */
  long count(String status) {
    return byDigest.values().stream().filter(row -> row.status().equals(status)).count();
  }

  /** What the verdicts say of the models. */
  JudgeSummary summary() {
    return rubric.isPairwise() ? ofPairs() : ofGrades();
  }

  private JudgeSummary ofPairs() {
    List<PairOutcome> outcomes = new ArrayList<>();
    for (JudgedItem item : items) {
      Map<Arrangement, Preference> said = new HashMap<>();
      for (JudgeRequest request : rubric.requests(item)) {
        String verdict = verdict(request);
        if (verdict != null) {
          rubric
              .preference(verdict, request.arrangement())
              .ifPresent(preference -> said.put(request.arrangement(), preference));
        }
      }
      outcomes.add(
          new PairOutcome(item, said.get(Arrangement.AS_GIVEN), said.get(Arrangement.SWAPPED)));
    }
    return JudgeSummary.ofPairs(judge.name(), rubricName(), outcomes);
  }

  private JudgeSummary ofGrades() {
    Map<String, List<Double>> grades = new LinkedHashMap<>();
    Map<String, Long> unread = new HashMap<>();
    for (JudgedItem item : items) {
      String verdict = verdict(rubric.requests(item).get(0));
      grades.computeIfAbsent(item.firstName(), model -> new ArrayList<>());
      if (verdict == null) {
        unread.merge(item.firstName(), 1L, Long::sum);
      } else {
        grades.getOrDefault(item.firstName(), new ArrayList<>()).add(Double.valueOf(verdict));
      }
    }
    List<JudgeSummary.OfGrades> lines = new ArrayList<>();
    grades.forEach(
        (model, values) -> {
          if (!values.isEmpty()) {
            double[] all = values.stream().mapToDouble(Double::doubleValue).toArray();
            lines.add(
                new JudgeSummary.OfGrades(model, Estimate.of(all), unread.getOrDefault(model, 0L)));
          }
        });
    long undecided = unread.values().stream().mapToLong(Long::longValue).sum();
    return new JudgeSummary(judge.name(), rubricName(), List.of(), lines, undecided);
  }

  private @Nullable String verdict(JudgeRequest request) {
    StoredJudgement row = byDigest.get(digest(request));
    return row == null ? null : row.verdict();
  }
}

package dev.nightshift.training.lm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.inference.checkpoint.Checkpoint;
import dev.nightshift.schema.random.CounterRandom;
import dev.nightshift.training.curriculum.Consumed;
import dev.nightshift.training.curriculum.CurriculumKind;
import dev.nightshift.training.curriculum.CurriculumSettings;
import dev.nightshift.training.curriculum.CurriculumSettings.Performance;
import dev.nightshift.training.data.Piece;
import dev.nightshift.training.data.RowPlan.Layout;
import dev.nightshift.training.data.SequenceFile;
import dev.nightshift.training.state.CheckpointStore;
import dev.nightshift.training.state.Segment;
import dev.nightshift.training.state.SegmentReport;
import dev.nightshift.training.trainer.Lanes;
import dev.nightshift.training.trainer.LossSum;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.NoGradGuard;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a training consumed against its plan, which is told here once more in the plainest way: the
 * rule of each curriculum, the draws of each step, and the losses that the training told.
 */
class CurriculumReplayTest {

  private static final int STEPS = SmallCurriculum.STEPS;
  private static final int BATCH = SmallCurriculum.BATCH;
  private static final int COUNT = SmallCurriculum.COUNT;
  private static final int LENGTH = SmallCurriculum.LENGTH;
  private static final long SEED = SmallCurriculum.SEED;

  /** With .13 in 8 steps no competence is a whole number of 40 examples. */
  private static final double START = .13;

  private static final int GROWING = 8;
  private static final int LEVELS = 5;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "LINEAR, PADDED", "LINEAR, PACKED",
    "ROOT, PADDED", "ROOT, PACKED",
    "ROOT_P, PADDED", "ROOT_P, PACKED",
    "STEP, PADDED", "STEP, PACKED",
    "EXPONENTIAL, PADDED", "EXPONENTIAL, PACKED",
    "UNIFORM, PADDED", "UNIFORM, PACKED",
    "PERFORMANCE, PADDED", "PERFORMANCE, PACKED",
    "BANDIT, PADDED", "BANDIT, PACKED",
    "SELF_PACED, PADDED", "SELF_PACED, PACKED"
  })
  void whatWasConsumedIsThePlan(CurriculumKind kind, Layout layout) throws IOException {
    CurriculumSettings settings =
        CurriculumSettings.of(kind, START, GROWING).with(new Performance("loss", 3.9, 4.5, 1));
    SmallCurriculum small = new SmallCurriculum(folder);
    LanguageModelProgram program = small.program(settings, layout);
    CheckpointStore store = small.store("replayed");
    // Self-paced judges with the parameters before each step: a checkpoint after each.
    int every = kind == CurriculumKind.SELF_PACED ? 1 : 5;
    SmallCurriculum.alone(folder, program, store, Segment.chain(STEPS, every, 0));
    List<Consumed> consumed = SmallCurriculum.consumed(store);
    Map<Long, Double> losses = losses(store);
    Rule rule = new Rule(kind);
    try (SequenceFile file = SequenceFile.open(Path.of(program.data()))) {
      for (int step = 1; step <= STEPS; step++) {
        long now = step;
        int[] pool = rule.pool(step);
        Drawn drawn = new Drawn(file, layout, step, pool[0], pool[1]);
        Path before = step == 1 ? store.initial() : store.folder(step - 1);
        List<Integer> expected =
            filled(
                layout,
                kind == CurriculumKind.SELF_PACED && step <= GROWING
                    ? rule.judged(drawn, file, before, step)
                    : drawn);
        List<Consumed> own = consumed.stream().filter(row -> row.step() == now).toList();
        assertThat(own.stream().map(Consumed::example)).as("step " + step).isEqualTo(expected);
        assertThat(own.stream().map(Consumed::place))
            .isEqualTo(IntStream.range(0, own.size()).boxed().toList());
        rule.heard(losses.get(now));
      }
    }
    if (kind == CurriculumKind.PERFORMANCE) {
      assertThat(rule.level).isPositive();
    }
  }

  private static Map<Long, Double> losses(CheckpointStore store) throws IOException {
    Map<Long, Double> losses = new HashMap<>();
    for (long step : store.steps()) {
      for (SegmentReport.Value value : store.report(step).values()) {
        if (value.name().equals("train/loss")) {
          losses.put(value.step(), value.value());
        }
      }
    }
    return losses;
  }

  /** Pieces one after the other. */
  private interface Pieces {
    Piece next();
  }

  /** Padded a row each, packed as many as fit in their order; four rows in all. */
  private static List<Integer> filled(Layout layout, Pieces pieces) {
    List<Integer> taken = new ArrayList<>();
    int rows = 0;
    int free = 0;
    while (true) {
      Piece piece = pieces.next();
      if (layout == Layout.PADDED || piece.length() > free) {
        if (rows == BATCH) {
          return taken;
        }
        rows++;
        free = LENGTH;
      }
      free -= piece.length();
      taken.add(piece.sequence());
    }
  }

  /** A shuffle of the pool's places; place p holds example 39 − p, the p-th easiest. */
  private static final class Drawn implements Pieces {
    private final SequenceFile file;
    private final Layout layout;
    private final CounterRandom random;
    private final CounterRandom ofPieces;
    private final int from;
    private final int to;
    private int[] places = {};
    private int at;

    Drawn(SequenceFile file, Layout layout, int step, int from, int to) {
      this.file = file;
      this.layout = layout;
      this.random = CounterRandom.of(SEED, "curriculum", step);
      this.ofPieces = CounterRandom.of(SEED, "curriculum-pieces", step);
      this.from = from;
      this.to = to;
    }

    @Override
    public Piece next() {
      if (at == places.length) {
        places = IntStream.range(from, to).toArray();
        at = 0;
      }
      int other = at + random.nextInt(places.length - at);
      int place = places[other];
      places[other] = places[at];
      places[at++] = place;
      int example = COUNT - 1 - place;
      int length = file.length(example);
      int start = 0;
      // Sequences have 4 to 23 tokens: two pieces, unless the second would be a single token.
      if (layout == Layout.PACKED && length > LENGTH + 1) {
        start = LENGTH * ofPieces.nextInt(2);
      }
      return new Piece(example, start, Math.min(LENGTH, length - start));
    }
  }

  /** The rule of a curriculum with all that it remembers. */
  private static final class Rule {
    private final CurriculumKind kind;
    private final double[] progress = new double[LEVELS];
    private final double[] last = new double[LEVELS];
    private final int[] visits = new int[LEVELS];
    private int level;
    private double mean = Double.NaN;
    private double threshold = Double.NaN;

    Rule(CurriculumKind kind) {
      this.kind = kind;
    }

    int[] pool(int step) {
      double t = Math.min(1, (step - 1) / (double) GROWING);
      int k = (int) (t * LEVELS);
      return switch (kind) {
        case LINEAR -> easiest(START + t * (1 - START));
        case ROOT, ROOT_P -> easiest(Math.sqrt(START * START + t * (1 - START * START)));
        case STEP -> easiest(START + (1 - START) * k / LEVELS);
        case EXPONENTIAL -> easiest(Math.pow(START, 1 - k / (double) LEVELS));
        case UNIFORM, SELF_PACED -> easiest(1);
        case PERFORMANCE -> easiest((level + 1.0) / LEVELS);
        case BANDIT -> ofLevel(step);
      };
    }

    private static int[] easiest(double competence) {
      return new int[] {0, Math.max(BATCH, (int) Math.ceil(competence * COUNT - 1e-9))};
    }

    /** Twice each level; then the greatest change, or with ε .1 any. */
    private int[] ofLevel(int step) {
      level = 0;
      CounterRandom random = CounterRandom.of(SEED, "bandit", step);
      if (step <= 2 * LEVELS) {
        level = (step - 1) % LEVELS;
      } else if (random.nextDouble() < .1) {
        level = random.nextInt(LEVELS);
      } else {
        for (int other = 1; other < LEVELS; other++) {
          level = Math.abs(progress[other]) > Math.abs(progress[level]) ? other : level;
        }
      }
      return new int[] {level * COUNT / LEVELS, (level + 1) * COUNT / LEVELS};
    }

    void heard(double loss) {
      if (kind == CurriculumKind.BANDIT) {
        progress[level] = visits[level] == 0 ? 0 : .1 * (last[level] - loss) + .9 * progress[level];
        last[level] = loss;
        visits[level]++;
      } else if (kind == CurriculumKind.PERFORMANCE) {
        mean = Double.isNaN(mean) ? loss : .9 * mean + .1 * loss;
        int to = level + (mean < 3.9 ? 1 : 0) - (mean > 4.5 ? 1 : 0);
        if (to != level && to >= 0 && to < LEVELS) {
          level = to;
          mean = Double.NaN;
        }
      }
    }

    /** Rounds of 16: all that are below the threshold, and four at least. */
    Pieces judged(Drawn drawn, SequenceFile file, Path before, int step) {
      List<Piece> chosen = new ArrayList<>();
      return () -> {
        while (chosen.isEmpty()) {
          List<Piece> round = new ArrayList<>();
          for (int i = 0; i < 4 * BATCH; i++) {
            round.add(drawn.next());
          }
          double[] losses = CurriculumReplayTest.losses(before, file, round);
          double[] sorted = losses.clone();
          Arrays.sort(sorted);
          threshold = Double.isNaN(threshold) ? sorted[7] : threshold;
          int grown = (step - 1) * LEVELS / GROWING;
          double now = Math.max(threshold * StrictMath.pow(1.3, grown), sorted[BATCH - 1]);
          for (int i = 0; i < losses.length; i++) {
            if (losses[i] <= now) {
              chosen.add(round.get(i));
            }
          }
        }
        return chosen.remove(0);
      };
    }
  }

  /** Mean −log p of the targets of single pieces under a checkpoint. */
  private static double[] losses(Path checkpoint, SequenceFile file, List<Piece> pieces) {
    try (Checkpoint read = Checkpoint.read(checkpoint);
        Lanes lanes = new Lanes(1)) {
      LanguageModelObjective objective = new LanguageModelObjective(TinyLlama.config());
      double[] losses = new double[pieces.size()];
      for (int i = 0; i < losses.length; i++) {
        TokenBatch batch = TokenBatch.of(file, List.of(List.of(pieces.get(i))), 0);
        losses[i] =
            lanes.<Double>alone(
                lane -> {
                  try (NoGradGuard off = new NoGradGuard()) {
                    LossSum sum = objective.loss(read.weights().asMap(), batch);
                    return sum.value() / sum.units();
                  }
                });
      }
      return losses;
    }
  }
}

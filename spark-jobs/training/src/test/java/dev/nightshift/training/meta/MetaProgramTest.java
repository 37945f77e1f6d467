package dev.nightshift.training.meta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.inference.tensor.TensorIo;
import dev.nightshift.training.decoder.WorkingModel;
import dev.nightshift.training.meta.TaskFamily.Side;
import dev.nightshift.training.optimizer.AdamWSettings;
import dev.nightshift.training.optimizer.LearningRateSchedule;
import dev.nightshift.training.reduction.OneWorker;
import dev.nightshift.training.reduction.TestWorkers;
import dev.nightshift.training.reduction.ZeroStage;
import dev.nightshift.training.state.CheckpointStore;
import dev.nightshift.training.state.Segment;
import dev.nightshift.training.state.SegmentReport;
import dev.nightshift.training.state.SegmentWork;
import dev.nightshift.training.state.TrainingSettings;
import dev.nightshift.training.state.Worker;
import dev.nightshift.training.trainer.Lanes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Meta-trainings of small nets, without Spark. */
class MetaProgramTest {

  private static final int STEPS = 6;

  @TempDir Path folder;

  /** From few points of a new wave, one step of adaptation does better than the untrained net. */
  @Test
  void mamlLearnsToAdaptToWaves() throws IOException {
    MetaProgram<SinePoints> program = sine(MetaMethod.MAML, 10, 200);
    CheckpointStore store = store("sine", program);
    alone(program, store, Segment.chain(200, 200, 0));
    double[] before = meanLosses(program, store.initial(), 40);
    double[] after = meanLosses(program, store.folder(200), 40);
    String curves = Arrays.toString(before) + " and then " + Arrays.toString(after);
    assertThat(after[1]).as(curves).isLessThan(.95 * after[0]);
    assertThat(after[3]).as(curves).isLessThan(.9 * before[3]);
    List<SegmentReport.Value> values = store.report(200).values();
    assertThat(values).noneMatch(value -> value.name().equals("train/accuracy"));
  }

  /** Workers, cores and where a segment ends show in no bit, for each method. */
  @ParameterizedTest
  @EnumSource(MetaMethod.class)
  void neitherWorkersNorAKillChangeABit(MetaMethod method) throws Exception {
    assertSameHoweverDivided(characters(method, Normalisation.RUNNING));
  }

  /** The same of a decoder: second order, and with a head alone. */
  @ParameterizedTest
  @EnumSource(names = {"MAML", "ANIL"})
  void tasksInWordsAreLearntTheSameHoweverDivided(MetaMethod method) throws Exception {
    assertSameHoweverDivided(
        new MetaProgram<>(
            settings(4, 5e-3, STEPS),
            new MetaSettings(method, 1, .1, 2),
            LanguageData.protocol(folder)));
  }

  /** And every place of every step is taken by one worker, once, whose task is the plan's. */
  private <D> void assertSameHoweverDivided(MetaProgram<D> given) throws Exception {
    Queue<String> drawn = new ConcurrentLinkedQueue<>();
    MetaProgram<D> program =
        new MetaProgram<>(
            given.settings(), given.meta(), new NotingProtocol<>(given.protocol(), drawn));
    List<String> plan = new ArrayList<>();
    try (TaskFamily<D> tasks = given.protocol().tasks()) {
      for (long number = 0; number < (long) STEPS * given.settings().batchSize(); number++) {
        plan.add(number + " " + tasks.task(Side.TRAIN, number));
      }
    }
    CheckpointStore whole = store("whole", program);
    alone(program, whole, Segment.chain(STEPS, STEPS, 0));
    assertDrawn(drawn, plan);
    CheckpointStore pieces = store("pieces", program);
    alone(program, pieces, Segment.chain(STEPS, 4, 0));
    assertSame(whole, pieces);
    assertDrawn(drawn, plan);
    for (int workers = 2; workers <= 3; workers++) {
      CheckpointStore store = store("workers-" + workers, program);
      ZeroStage zero = workers == 3 ? ZeroStage.OPTIMIZER : ZeroStage.REPLICATED;
      for (Segment segment : Segment.chain(STEPS, STEPS, 0)) {
        TestWorkers.together(
            workers,
            zero,
            exchange -> {
              try (Lanes lanes = new Lanes(1)) {
                Path live = folder.resolve("live-" + exchange.rank());
                SegmentWork.run(program, store, segment, live, new Worker(exchange, lanes));
              }
              return true;
            });
      }
      assertSame(whole, store);
      assertDrawn(drawn, plan);
    }
  }

  private static void assertDrawn(Queue<String> drawn, List<String> plan) {
    assertThat(drawn).containsExactlyInAnyOrderElementsOf(plan);
    drawn.clear();
  }

  /** Notes each episode to learn on that is drawn. */
  private record NotingProtocol<D>(Protocol<D> inner, Queue<String> drawn) implements Protocol<D> {

    @Override
    public String name() {
      return inner.name();
    }

    @Override
    public TaskFamily<D> tasks() throws IOException {
      TaskFamily<D> tasks = inner.tasks();
      return new TaskFamily<>() {
        @Override
        public String task(Side side, long number) {
          return tasks.task(side, number);
        }

        @Override
        public Episode<D> episode(Side side, long number) {
          Episode<D> episode = tasks.episode(side, number);
          assertThat(side).isEqualTo(Side.TRAIN);
          drawn.add(number + " " + episode.task());
          return episode;
        }

        @Override
        public void close() throws IOException {
          tasks.close();
        }
      };
    }

    @Override
    public Learner<D> learner(Path checkpoint) throws IOException {
      return inner.learner(checkpoint);
    }

    @Override
    public boolean classifies() {
      return inner.classifies();
    }
  }

  private static void assertSame(CheckpointStore expected, CheckpointStore seen)
      throws IOException {
    for (String file : List.of("model.safetensors", "training/optimizer.safetensors")) {
      assertThat(
              Files.mismatch(
                  expected.folder(STEPS).resolve(file), seen.folder(STEPS).resolve(file)))
          .as(file)
          .isEqualTo(-1);
    }
  }

  /** Characters of a few strokes: prototypes and MAML tell new ones apart far above chance. */
  @ParameterizedTest
  @CsvSource({"PROTONET,TRANSDUCTIVE,60", "PROTONET,RUNNING,60", "MAML,TRANSDUCTIVE,60"})
  void newCharactersAreToldApart(MetaMethod method, Normalisation normalisation, int steps)
      throws IOException {
    MetaProgram<GreyImages> program = characters(method, normalisation);
    CheckpointStore store = store("characters", program);
    alone(program, store, Segment.chain(steps, steps, 0));
    double[] accuracies = new double[4];
    int points = 0;
    for (Adaptation.Curve curve : curves(program, store.folder(steps), 40)) {
      points = curve.accuracies().length;
      for (int i = 0; i < points; i++) {
        accuracies[i] += curve.accuracies()[i] / 40;
      }
    }
    // Three ways: chance is 1/3.
    assertThat(accuracies[points - 1]).isGreaterThan(.6);
  }

  /** r ← .9 r + .1 s from 0: after n steps with about the same s, r ≈ (1 − .9ⁿ) s. */
  @Test
  void runningMeansFollowWhatTheEpisodesSaw() throws IOException {
    MetaProgram<GreyImages> program = characters(MetaMethod.PROTONET, Normalisation.RUNNING);
    CheckpointStore store = store("running", program);
    alone(program, store, Segment.chain(STEPS, STEPS, 0));
    try (PointerScope scope = new PointerScope()) {
      Map<String, Tensor> before = WorkingModel.weights(store.initial());
      Map<String, Tensor> after = WorkingModel.weights(store.folder(STEPS));
      float[] first = TensorIo.toFloats(before.get("block1.norm.running_var"));
      float[] last = TensorIo.toFloats(after.get("block1.norm.running_var"));
      assertThat(first).containsOnly(1f);
      double left = Math.pow(.9, STEPS);
      for (float value : last) {
        // What is left of the ones they began with, and a positive variance beside.
        assertThat((double) value).isGreaterThan(left);
      }
      assertThat(TensorIo.toFloats(after.get("block1.norm.running_mean")))
          .isNotEqualTo(TensorIo.toFloats(before.get("block1.norm.running_mean")));
    }
  }

  @Test
  void intervalsAreThoseOfTheMean() {
    List<Adaptation.Curve> curves = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      curves.add(curve("t", i, i));
    }
    Map<String, Double> summary = CurveSummary.of("adapted", curves);
    // Mean 1.5, deviation √(5/3), standard error √(5/12) = .645497; 1.959964 of them are 1.265151.
    assertThat(summary.get("adapted/loss/0")).isEqualTo(1.5);
    assertThat(summary.get("adapted/loss/0/low")).isCloseTo(.234849, within(1e-6));
    assertThat(summary.get("adapted/loss/0/high")).isCloseTo(2.765151, within(1e-6));
    assertThat(summary).doesNotContainKey("adapted/accuracy/0");
  }

  /**
   * Task a has the losses 1 and 3, its mean is 2; b has 4. The mean of both means is 3 with the
   * deviation √2 and the error 1; t of one degree of freedom is 12.706205.
   */
  @Test
  void intervalsOverTasksAreStudents() {
    List<Adaptation.Curve> curves = List.of(curve("a", 0, 1), curve("b", 1, 4), curve("a", 2, 3));
    Map<String, Double> summary = CurveSummary.overTasks("adapted", curves);
    assertThat(summary.get("adapted/loss/0/task-low")).isCloseTo(-9.706205, within(1e-5));
    assertThat(summary.get("adapted/loss/0/task-high")).isCloseTo(15.706205, within(1e-5));
    assertThat(summary).hasSize(2);
    assertThat(CurveSummary.overTasks("adapted", curves.subList(0, 1))).isEmpty();
  }

  private static Adaptation.Curve curve(String task, int number, double loss) {
    double[] nothing = {Double.NaN};
    return new Adaptation.Curve(number, task, new double[] {loss}, nothing, nothing);
  }

  @Test
  void prototypesNeedClasses() {
    assertThatThrownBy(() -> sine(MetaMethod.PROTONET, 10, 10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the protocol sine has no classes for prototypes");
  }

  @Test
  void wavesLieInTheirRanges() {
    TaskFamily<SinePoints> tasks = new SineProtocol(3, 10, 10).tasks();
    double most = 0;
    for (int i = 0; i < 500; i++) {
      Episode<SinePoints> episode = tasks.episode(Side.TRAIN, i);
      assertThat(episode.support().x()).hasSize(10);
      for (float x : episode.support().x()) {
        assertThat(Math.abs(x)).isLessThanOrEqualTo(5);
      }
      String[] parts = episode.task().split("/");
      assertThat(Double.parseDouble(parts[1])).isBetween(.1, 5.0);
      assertThat(Double.parseDouble(parts[2])).isBetween(0.0, Math.PI);
      for (float y : episode.query().y()) {
        most = Math.max(most, Math.abs(y));
      }
    }
    assertThat(most).isBetween(4.0, 5.0);
  }

  private static MetaProgram<SinePoints> sine(MetaMethod method, int shots, int steps) {
    return new MetaProgram<>(
        settings(10, 3e-3, steps),
        new MetaSettings(method, 1, .01, 3),
        new SineProtocol(3, shots, 10));
  }

  private MetaProgram<GreyImages> characters(MetaMethod method, Normalisation normalisation)
      throws IOException {
    Path prepared = folder.resolve("characters.bin");
    if (!Files.exists(prepared)) {
      CharacterImages.read(List.of(CharacterFiles.made(folder, 8, 3, 5))).write(prepared);
    }
    double rate = method == MetaMethod.REPTILE ? .5 : 5e-3;
    return new MetaProgram<>(
        settings(4, rate, STEPS),
        new MetaSettings(method, 1, .1, 2),
        new OmniglotProtocol(
            3,
            prepared.toString(),
            new EpisodeSize(3, 2, 3),
            new EpisodeSize(3, 2, 3),
            8,
            normalisation,
            method == MetaMethod.PROTONET));
  }

  private static TrainingSettings settings(int tasks, double rate, int steps) {
    return new TrainingSettings(
        3,
        tasks,
        1,
        2,
        LearningRateSchedule.constant(rate),
        new AdamWSettings(.9, .999, 1e-8, 0, AdamWSettings.DecayGroup.MATRICES),
        steps > STEPS ? 0 : 10);
  }

  private <D> CheckpointStore store(String name, MetaProgram<D> program) throws IOException {
    CheckpointStore store = new CheckpointStore(folder.resolve(name));
    Path template = LanguageData.configuration(folder.resolve("template"));
    Learner<D> learner = program.protocol().learner(template);
    CheckpointStore.writeAtomically(
        store.initial(),
        initial -> {
          try (PointerScope scope = new PointerScope()) {
            WorkingModel.write(
                initial,
                new InnerLoop<>(learner, program.meta()).withRates(learner.initial(3)),
                template);
          }
        });
    return store;
  }

  private void alone(MetaProgram<?> program, CheckpointStore store, List<Segment> chain)
      throws IOException {
    for (Segment segment : chain) {
      try (OneWorker exchange = new OneWorker();
          Lanes lanes = new Lanes(2)) {
        SegmentWork.run(
            program, store, segment, folder.resolve("live.jsonl"), new Worker(exchange, lanes));
      }
    }
  }

  private static <D> double[] meanLosses(MetaProgram<D> program, Path model, int episodes)
      throws IOException {
    double[] means = new double[program.meta().evaluationSteps() + 1];
    for (Adaptation.Curve curve : curves(program, model, episodes)) {
      for (int i = 0; i < means.length; i++) {
        means[i] += curve.losses()[i] / episodes;
      }
    }
    return means;
  }

  private static <D> List<Adaptation.Curve> curves(MetaProgram<D> program, Path model, int episodes)
      throws IOException {
    Learner<D> learner = program.protocol().learner(model);
    Adaptation<D> adaptation = new Adaptation<>(learner, program.meta());
    List<Adaptation.Curve> curves = new ArrayList<>();
    try (PointerScope scope = new PointerScope();
        TaskFamily<D> tasks = program.protocol().tasks()) {
      Map<String, Tensor> parameters = WorkingModel.weights(model);
      for (int number = 0; number < episodes; number++) {
        curves.add(adaptation.curve(parameters, tasks.episode(Side.TEST, number), number));
      }
    }
    return curves;
  }
}

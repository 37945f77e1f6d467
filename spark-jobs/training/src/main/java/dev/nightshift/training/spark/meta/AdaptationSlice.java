package dev.nightshift.training.spark.meta;

import dev.nightshift.training.decoder.WorkingModel;
import dev.nightshift.training.meta.Adaptation;
import dev.nightshift.training.meta.Adaptation.Curve;
import dev.nightshift.training.meta.Episode;
import dev.nightshift.training.meta.Learner;
import dev.nightshift.training.meta.MetaProgram;
import dev.nightshift.training.meta.Protocol;
import dev.nightshift.training.meta.TaskFamily;
import dev.nightshift.training.meta.TaskFamily.Side;
import dev.nightshift.training.trainer.Lanes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/** Adapts to one task's share of the episodes. */
final class AdaptationSlice implements FlatMapFunction<Iterator<Long>, Curve> {

  private static final long serialVersionUID = 1L;

  private final MetaProgram<?> program;
  private final String folder;
  private final Side side;
  private final int known;

  AdaptationSlice(MetaProgram<?> program, String folder, Side side, int known) {
    this.program = program;
    this.folder = folder;
    this.side = side;
    this.known = known;
  }

  @Override
  public Iterator<Curve> call(Iterator<Long> numbers) throws IOException {
    return curves(program, numbers).iterator();
  }

  private <D> List<Curve> curves(MetaProgram<D> of, Iterator<Long> numbers) throws IOException {
    if (known == 0) {
      return curves(of, numbers, (parameters, episode) -> parameters);
    }
    try (TaskBanks.Lease<D> lease = TaskBanks.process().borrow(of, folder, known)) {
      return curves(of, numbers, lease.bank()::nearestParameters);
    }
  }

  /** Where the adaptation to an episode begins. */
  private interface Start<D> {
    Map<String, Tensor> of(Map<String, Tensor> parameters, Episode<D> episode);
  }

  private <D> List<Curve> curves(MetaProgram<D> of, Iterator<Long> numbers, Start<D> start)
      throws IOException {
    Protocol<D> protocol = of.protocol();
    Learner<D> learner = protocol.learner(Path.of(folder));
    List<Curve> curves = new ArrayList<>();
    try (TaskFamily<D> tasks = protocol.tasks();
        Lanes one = new Lanes(1);
        PointerScope scope = new PointerScope()) {
      Map<String, Tensor> parameters = WorkingModel.weights(Path.of(folder));
      Adaptation<D> adaptation = new Adaptation<>(learner, of.meta());
      while (numbers.hasNext()) {
        long number = numbers.next();
        curves.add(
            one.alone(
                lane -> {
                  Episode<D> episode = tasks.episode(side, number);
                  return adaptation.curve(start.of(parameters, episode), episode, number);
                }));
      }
    }
    return curves;
  }
}

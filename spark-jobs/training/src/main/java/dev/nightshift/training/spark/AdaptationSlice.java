package dev.nightshift.training.spark;

import dev.nightshift.training.decoder.WorkingModel;
import dev.nightshift.training.meta.Adaptation;
import dev.nightshift.training.meta.Adaptation.Curve;
import dev.nightshift.training.meta.Learner;
import dev.nightshift.training.meta.MetaProgram;
import dev.nightshift.training.meta.Protocol;
import dev.nightshift.training.meta.TaskBank;
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
    Protocol<D> protocol = of.protocol();
    Learner<D> learner = protocol.learner(Path.of(folder));
    List<Curve> curves = new ArrayList<>();
    try (TaskFamily<D> tasks = protocol.tasks();
        Lanes one = new Lanes(1);
        PointerScope scope = new PointerScope();
        TaskBank<D> bank = new TaskBank<>(learner, of.meta())) {
      Map<String, Tensor> parameters = WorkingModel.weights(Path.of(folder));
      for (int number = 0; number < known; number++) {
        long at = number;
        one.<Boolean>alone(
            lane -> {
              bank.add(parameters, tasks.episode(Side.TRAIN, at));
              return true;
            });
      }
      Adaptation<D> adaptation = new Adaptation<>(learner, of.meta());
      while (numbers.hasNext()) {
        long number = numbers.next();
        curves.add(
            one.alone(
                lane -> {
                  var episode = tasks.episode(side, number);
                  Map<String, Tensor> start =
                      known == 0 ? parameters : bank.nearestParameters(parameters, episode);
                  return adaptation.curve(start, episode, number);
                }));
      }
    }
    return curves;
  }
}

package dev.nightshift.training.federated.client;

import dev.nightshift.training.federated.server.ServerState;
import dev.nightshift.training.trainer.NamedParameters;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Softmax regression over points that travel with the program: the small model for which a round
 * takes milliseconds.
 *
 * @param classes number of labels, C
 * @param clients the points of each client
 * @param heldOut points to measure on
 */
public record SoftmaxProgram(int classes, List<LabelledPoints> clients, LabelledPoints heldOut)
    implements ClientProgram {

  public SoftmaxProgram {
    clients = List.copyOf(clients);
  }

  @Override
  public ClientSession open() {
    try (PointerScope scope = new PointerScope()) {
      Map<String, Tensor> zeros =
          Map.of(
              SoftmaxObjective.WEIGHT,
              torch.zeros(classes, heldOut.width()),
              SoftmaxObjective.BIAS,
              torch.zeros(classes));
      return new TrainedClients<>(
          NamedParameters.copyOf(zeros), new SoftmaxObjective(), new Batches(this));
    }
  }

  @Override
  public void save(float[] parameters, Path folder) throws IOException {
    ServerState.write(folder.resolve("softmax.f32"), parameters);
  }

  /** The points as batches. */
  private record Batches(SoftmaxProgram program) implements ClientBatches<LabelledPoints> {

    @Override
    public int examples(int client) {
      return program.clients.get(client).count();
    }

    @Override
    public LabelledPoints batch(int client, int[] examples, boolean mislabelled) {
      return program.clients.get(client).some(examples, mislabelled, program.classes);
    }

    @Override
    public int heldOut() {
      return program.heldOut.count() == 0 ? 0 : 1;
    }

    @Override
    public LabelledPoints heldOutBatch(int index) {
      int[] all = IntStream.range(0, program.heldOut.count()).toArray();
      return program.heldOut.some(all, false, program.classes);
    }

    @Override
    public void close() {}
  }
}

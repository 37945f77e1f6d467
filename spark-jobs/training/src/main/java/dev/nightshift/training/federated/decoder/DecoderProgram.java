package dev.nightshift.training.federated.decoder;

import dev.nightshift.inference.adapter.LoraAdapter;
import dev.nightshift.inference.adapter.LoraConfig;
import dev.nightshift.inference.adapter.LoraMerge;
import dev.nightshift.inference.model.ModelConfig;
import dev.nightshift.inference.tensor.NamedTensors;
import dev.nightshift.inference.tensor.TensorIo;
import dev.nightshift.training.data.SequenceFile;
import dev.nightshift.training.decoder.DecoderSettings;
import dev.nightshift.training.decoder.WorkingModel;
import dev.nightshift.training.federated.client.ClientProgram;
import dev.nightshift.training.federated.client.ClientSession;
import dev.nightshift.training.federated.client.ClientTable;
import dev.nightshift.training.federated.client.ClientTable.Split;
import dev.nightshift.training.federated.client.TrainedClients;
import dev.nightshift.training.lm.LanguageModelObjective;
import dev.nightshift.training.lm.TrainedDecoder;
import dev.nightshift.training.trainer.NamedParameters;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A decoder that clients train on their texts: all its weights, or an adapter over weights that
 * stay as they were.
 *
 * @param model folder of the model that the first round starts from, float32 weights
 * @param tuning how the decoder is trained; on the CPU
 * @param data folder of the training sequences
 * @param clients file of the {@link ClientTable}
 * @param split how the sequences are divided
 * @param validation folder of the held-out sequences, or null
 * @param width tokens of a row
 * @param microBatchSize rows of a held-out pass
 * @param padding the token that fills rows
 * @param seed decides a fresh adapter and a random division
 */
public record DecoderProgram(
    String model,
    DecoderSettings tuning,
    String data,
    String clients,
    Split split,
    @Nullable String validation,
    int width,
    int microBatchSize,
    int padding,
    long seed)
    implements ClientProgram {

  @Override
  public ClientSession open() throws IOException {
    ModelConfig config = WorkingModel.config(Path.of(model));
    List<int[]> sequences = ClientTable.read(Path.of(clients)).examples(split, seed);
    DecoderBatches batches =
        new DecoderBatches(
            SequenceFile.open(Path.of(data)),
            validation == null ? null : SequenceFile.open(Path.of(validation)),
            sequences,
            width,
            config.vocabSize(),
            padding,
            microBatchSize);
    try (PointerScope scope = new PointerScope()) {
      LanguageModelObjective objective =
          new LanguageModelObjective(new TrainedDecoder(config, tuning), 0);
      return new TrainedClients<>(parameters(config), objective, batches);
    }
  }

  private @Nullable LoraConfig adapter(ModelConfig config) {
    DecoderSettings.Adapter wanted = tuning.adapter();
    return wanted == null ? null : wanted.config().withHeadOf(config);
  }

  private NamedParameters parameters(ModelConfig config) {
    Map<String, Tensor> base = new LinkedHashMap<>(WorkingModel.weights(Path.of(model)));
    Device device = new Device("cpu");
    LoraConfig lora = adapter(config);
    if (lora == null) {
      return NamedParameters.of(base, Map.of(), tuning.compute().scalarType(), device);
    }
    try (LoraAdapter fresh = LoraAdapter.fresh(config, lora, base, seed)) {
      base.keySet().removeAll(fresh.tensors().names());
      return NamedParameters.of(
          fresh.tensors().asMap(), base, tuning.compute().scalarType(), device);
    }
  }

  @Override
  public void save(float[] values, Path folder) throws IOException {
    Path start = Path.of(model);
    ModelConfig config = WorkingModel.config(start);
    try (PointerScope scope = new PointerScope();
        NamedParameters parameters = parameters(config)) {
      Tensor flat = parameters.zeros();
      flat.narrow(0, 0, values.length).copy_(TensorIo.floats(values));
      Map<String, Tensor> trained = parameters.views(flat);
      LoraConfig lora = adapter(config);
      if (lora == null) {
        WorkingModel.write(folder, trained, start);
        return;
      }
      Map<String, Tensor> copies = new LinkedHashMap<>();
      trained.forEach((name, tensor) -> copies.put(name, tensor.clone()));
      try (LoraAdapter adapter = LoraAdapter.of(config, lora, NamedTensors.own(copies));
          NamedTensors merged = LoraMerge.copyOf(WorkingModel.weights(start), adapter)) {
        WorkingModel.write(folder, merged.asMap(), start);
        adapter.write(folder.resolve(WorkingModel.ADAPTER));
      }
    }
  }
}

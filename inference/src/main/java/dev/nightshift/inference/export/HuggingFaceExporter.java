package dev.nightshift.inference.export;

import dev.nightshift.inference.adapter.LoraAdapter;
import dev.nightshift.inference.adapter.LoraMerge;
import dev.nightshift.inference.checkpoint.Checkpoint;
import dev.nightshift.inference.checkpoint.CheckpointWriter;
import dev.nightshift.inference.checkpoint.WriteOptions;
import dev.nightshift.inference.digest.ModelDigest;
import dev.nightshift.inference.tensor.NamedTensors;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Writes a model as a Hugging Face folder that stands alone: in another type, in shards, with an
 * adapter merged in.
 */
public final class HuggingFaceExporter {

  private HuggingFaceExporter() {}

  /**
   * Exports a model folder, with its tokenizer and its defaults for generation. An adapter is
   * merged in float32, before the weights are narrowed.
   *
   * @param adapter a PEFT folder to merge, or null
   * @param output folder that is written in place of whatever was there
   * @return the digests of what was written
   */
  public static ModelDigest export(
      Path model, @Nullable Path adapter, Path output, WriteOptions options) {
    try (Checkpoint checkpoint = Checkpoint.read(model)) {
      if (adapter == null) {
        CheckpointWriter.write(
            output, checkpoint.config(), checkpoint.weights().asMap(), model, options);
      } else {
        try (LoraAdapter lora = LoraAdapter.read(adapter, checkpoint.config());
            NamedTensors merged = LoraMerge.copyOf(checkpoint.weights().asMap(), lora)) {
          CheckpointWriter.write(output, checkpoint.config(), merged.asMap(), model, options);
        }
      }
    }
    return ModelDigest.of(output);
  }
}

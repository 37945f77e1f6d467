package dev.nightshift.training.spark.meta;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.nightshift.inference.checkpoint.FolderSwap;
import dev.nightshift.inference.digest.ModelDigest;
import dev.nightshift.inference.digest.WeightsDigest;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.schema.identity.Digest;
import dev.nightshift.training.decoder.WorkingModel;
import dev.nightshift.training.state.CheckpointStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * The folder of a net that is no language model: {@code model.safetensors}, and {@code config.json}
 * with what the net is made of.
 */
final class NetFolder {

  private static final ObjectMapper JSON =
      new ObjectMapper().configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true);
  private static final String LAYOUT = "nightshift-net-1";
  private static final String CONFIG = "config.json";

  private NetFolder() {}

  /**
   * Makes a folder appear.
   *
   * @param config what the net is made of
   * @param weights by name
   */
  static void write(Path folder, Map<String, Object> config, Map<String, Tensor> weights)
      throws IOException {
    Path template = Files.createDirectories(folder.resolveSibling("template"));
    Files.write(
        template.resolve(CONFIG),
        JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(new TreeMap<>(config)));
    CheckpointStore.writeAtomically(
        folder, temporary -> WorkingModel.write(temporary, weights, template));
    FolderSwap.delete(template);
  }

  /**
   * Checks that a net is made of what another one is to be made of.
   *
   * @param where the option that named the folder
   * @throws RequestException if it is not
   */
  static void requireConfig(Path folder, Map<String, Object> config, String where)
      throws IOException {
    JsonNode has = JSON.readTree(folder.resolve(CONFIG).toFile());
    JsonNode wanted = JSON.readTree(JSON.writeValueAsBytes(config));
    if (!has.equals(wanted)) {
      throw new RequestException(
          "the net in '" + folder + "' is " + has + ", and " + wanted + " is asked for",
          where,
          "Resume with the protocol, method and sizes that it was trained with.");
    }
  }

  /** The digests of a folder: of its weights, and of these with the configuration. */
  static ModelDigest digest(Path folder) {
    try (PointerScope scope = new PointerScope()) {
      String weights = WeightsDigest.of(WorkingModel.weights(folder));
      String config =
          JSON.writeValueAsString(JSON.readValue(folder.resolve(CONFIG).toFile(), TreeMap.class));
      return new ModelDigest(weights, Digest.start().add(LAYOUT).add(weights).add(config).hex());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Number of parameters of a folder. */
  static long parameters(Path folder) {
    try (PointerScope scope = new PointerScope()) {
      return WorkingModel.weights(folder).values().stream().mapToLong(Tensor::numel).sum();
    }
  }
}

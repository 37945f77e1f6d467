package dev.nightshift.inference.checkpoint;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nightshift.inference.checkpoint.safetensors.SafetensorsWriter;
import dev.nightshift.inference.model.ModelConfig;
import dev.nightshift.schema.error.WorkException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Writes model folders that other tools open as they are. The folder is made under a temporary name
 * beside its own and renamed: under its name it is whole or not there.
 */
public final class CheckpointWriter {

  /** Files that belong to a tokenizer and are taken over with it. */
  static final List<String> TOKENIZER_FILES =
      List.of(
          "tokenizer.json",
          "tokenizer_config.json",
          "special_tokens_map.json",
          "added_tokens.json",
          "chat_template.jinja",
          "tokenizer.model",
          "vocab.json",
          "merges.txt");

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private CheckpointWriter() {}

  /** Writes a folder with float32 weights in one file. */
  public static void write(
      Path folder,
      ModelConfig config,
      Map<String, Tensor> weights,
      @Nullable Path tokenizerSource) {
    write(folder, config, weights, tokenizerSource, WriteOptions.DEFAULT);
  }

  /**
   * Writes a folder in place of whatever was there.
   *
   * @param tokenizerSource folder whose tokenizer files and generation defaults are taken over, or
   *     null
   * @throws WorkException if the folder cannot be written
   */
  public static void write(
      Path folder,
      ModelConfig config,
      Map<String, Tensor> weights,
      @Nullable Path tokenizerSource,
      WriteOptions options) {
    FolderSwap.replace(
        folder,
        temporary -> {
          ObjectNode json = config.source();
          json.remove("torch_dtype");
          json.put("dtype", options.type().torchName());
          String text = MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(json);
          Files.writeString(temporary.resolve("config.json"), text + "\n");
          generation(temporary, config, tokenizerSource);
          weights(temporary, weights, options);
          if (tokenizerSource != null) {
            for (String file : TOKENIZER_FILES) {
              copy(tokenizerSource.resolve(file), temporary.resolve(file));
            }
          }
          options.extra().write(temporary);
        });
  }

  private static void generation(Path folder, ModelConfig config, @Nullable Path source)
      throws IOException {
    Path target = folder.resolve(GenerationConfig.FILE);
    if (source != null && Files.exists(source.resolve(GenerationConfig.FILE))) {
      copy(source.resolve(GenerationConfig.FILE), target);
      return;
    }
    ObjectNode json = MAPPER.createObjectNode();
    if (config.bosTokenId() != null) {
      json.put("bos_token_id", config.bosTokenId());
    }
    if (config.eosTokenIds().size() == 1) {
      json.put("eos_token_id", config.eosTokenIds().get(0));
    } else if (!config.eosTokenIds().isEmpty()) {
      config.eosTokenIds().forEach(json.putArray("eos_token_id")::add);
    }
    if (config.padTokenId() != null) {
      json.put("pad_token_id", config.padTokenId());
    }
    String text = MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(json);
    Files.writeString(target, text + "\n");
  }

  private static void weights(Path folder, Map<String, Tensor> weights, WriteOptions options)
      throws IOException {
    List<Map<String, Tensor>> shards = shards(weights, options);
    if (shards.size() == 1) {
      SafetensorsWriter.write(folder.resolve(WeightFiles.SINGLE), weights, options.type());
      return;
    }
    ObjectNode index = MAPPER.createObjectNode();
    long total = weights.values().stream().mapToLong(Tensor::numel).sum();
    index.putObject("metadata").put("total_size", total * options.type().bytes());
    ObjectNode map = index.putObject("weight_map");
    for (int i = 0; i < shards.size(); i++) {
      String file = String.format("model-%05d-of-%05d.safetensors", i + 1, shards.size());
      SafetensorsWriter.write(folder.resolve(file), shards.get(i), options.type());
      shards.get(i).keySet().forEach(name -> map.put(name, file));
    }
    String text = MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(index);
    Files.writeString(folder.resolve(WeightFiles.INDEX), text + "\n");
  }

  /** Splits the weights in their order into files of at most the given size (or one tensor). */
  private static List<Map<String, Tensor>> shards(
      Map<String, Tensor> weights, WriteOptions options) {
    List<Map<String, Tensor>> shards = new ArrayList<>();
    shards.add(new LinkedHashMap<>());
    long bytes = 0;
    for (Map.Entry<String, Tensor> entry : weights.entrySet()) {
      long size = entry.getValue().numel() * options.type().bytes();
      Map<String, Tensor> last = shards.get(shards.size() - 1);
      if (!last.isEmpty() && bytes + size > options.maxShardBytes()) {
        last = new LinkedHashMap<>();
        shards.add(last);
        bytes = 0;
      }
      last.put(entry.getKey(), entry.getValue());
      bytes += size;
    }
    return shards;
  }

  private static void copy(Path from, Path to) throws IOException {
    if (Files.exists(from)) {
      Files.copy(from, to);
    }
  }
}

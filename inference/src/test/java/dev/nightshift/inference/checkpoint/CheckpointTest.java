package dev.nightshift.inference.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.inference.Goldens;
import dev.nightshift.inference.digest.ModelDigest;
import dev.nightshift.inference.digest.WeightsDigest;
import dev.nightshift.inference.forward.Decoder;
import dev.nightshift.inference.model.ModelConfig;
import dev.nightshift.inference.tensor.DType;
import dev.nightshift.inference.tensor.NamedTensors;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.schema.error.WorkException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class CheckpointTest {

  @TempDir Path temporary;

  static Stream<String> models() {
    return Goldens.MODELS.stream();
  }

  @ParameterizedTest
  @MethodSource("models")
  void whatIsWrittenReadsBackWithTheSameBitsAndKeys(String model) {
    Path copy = temporary.resolve("copy");
    try (Checkpoint checkpoint = Checkpoint.read(Goldens.folder(model))) {
      CheckpointWriter.write(
          copy, checkpoint.config(), checkpoint.weights().asMap(), checkpoint.folder());
      assertThat(ModelDigest.of(copy)).isEqualTo(ModelDigest.of(checkpoint.folder()));
      assertThat(
              ModelDigest.of(
                  checkpoint.config(), checkpoint.weights().asMap(), checkpoint.folder()))
          .as("in memory as by streaming")
          .isEqualTo(ModelDigest.of(copy));
      assertThat(ModelConfig.read(copy.resolve("config.json")).source())
          .isEqualTo(checkpoint.config().source());
    }
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void shardsAndTypesReadBack(DType type) throws IOException {
    Path sharded = temporary.resolve("sharded");
    Path single = temporary.resolve("single");
    try (Checkpoint checkpoint = Checkpoint.read(Goldens.folder("llama"))) {
      WriteOptions options = WriteOptions.DEFAULT.withType(type);
      CheckpointWriter.write(
          sharded,
          checkpoint.config(),
          checkpoint.weights().asMap(),
          null,
          options.withMaxShardBytes(60_000));
      CheckpointWriter.write(
          single, checkpoint.config(), checkpoint.weights().asMap(), null, options);
      assertThat(Files.exists(sharded.resolve("model-00001-of-00003.safetensors")))
          .isEqualTo(type != DType.F32);
      assertThat(Files.exists(sharded.resolve("model.safetensors.index.json"))).isTrue();
      assertThat(ModelDigest.of(sharded).weights()).isEqualTo(ModelDigest.of(single).weights());
      try (Checkpoint kept = Checkpoint.read(sharded, null);
          NamedTensors narrowed = checkpoint.weights().copyAs(type);
          NamedTensors widened = narrowed.copyAs(DType.F32);
          Checkpoint wide = Checkpoint.read(sharded)) {
        assertThat(WeightsDigest.of(kept.weights().asMap()))
            .isEqualTo(WeightsDigest.of(narrowed.asMap()))
            .isEqualTo(ModelDigest.of(single).weights());
        assertThat(WeightsDigest.of(wide.weights().asMap()))
            .isEqualTo(WeightsDigest.of(widened.asMap()));
      }
    }
  }

  @Test
  void listsEverythingMissingUnexpectedAndMisshapen() {
    Path folder = temporary.resolve("wrong");
    try (Checkpoint checkpoint = Checkpoint.read(Goldens.folder("llama"));
        PointerScope scope = new PointerScope()) {
      Map<String, Tensor> weights = new LinkedHashMap<>(checkpoint.weights().asMap());
      Tensor norm = weights.remove("model.norm.weight");
      weights.put("model.layers.7.input_layernorm.weight", norm);
      weights.put("model.layers.0.mlp.up_proj.weight", norm);
      CheckpointWriter.write(folder, checkpoint.config(), weights, null);
    }
    assertThatThrownBy(() -> Checkpoint.read(folder))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("the weight model.norm.weight [48] is missing")
        .hasMessageContaining("the weight model.layers.7.input_layernorm.weight is unexpected")
        .hasMessageContaining(
            "model.layers.0.mlp.up_proj.weight has the shape [48], the configuration asks for [80, 48]");
  }

  @Test
  void readsTheNamesOfPublishedFiles() {
    Path folder = temporary.resolve("published");
    try (Checkpoint checkpoint = Checkpoint.read(Goldens.folder("gpt2"));
        PointerScope scope = new PointerScope()) {
      Map<String, Tensor> weights = new LinkedHashMap<>();
      checkpoint
          .weights()
          .asMap()
          .forEach((name, tensor) -> weights.put(name.replace("transformer.", ""), tensor));
      Tensor some = checkpoint.weights().get("transformer.ln_f.weight");
      weights.put("h.0.attn.bias", some);
      weights.put("h.1.attn.masked_bias", some);
      weights.put("lm_head.weight", checkpoint.weights().get("transformer.wte.weight"));
      CheckpointWriter.write(folder, checkpoint.config(), weights, null);
      assertThat(ModelDigest.of(folder).weights())
          .isEqualTo(ModelDigest.of(checkpoint.folder()).weights());
    }
  }

  @Test
  void refusesAnIndexThatLeavesItsFolderOrLies() throws IOException {
    Path folder = temporary.resolve("index");
    try (Checkpoint checkpoint = Checkpoint.read(Goldens.folder("llama"))) {
      CheckpointWriter.write(
          folder,
          checkpoint.config(),
          checkpoint.weights().asMap(),
          null,
          WriteOptions.DEFAULT.withMaxShardBytes(100_000));
    }
    Path index = folder.resolve("model.safetensors.index.json");
    String text = Files.readString(index);
    Files.writeString(index, text.replaceFirst("\"model-00001", "\"../model-00001"));
    assertThatThrownBy(() -> Checkpoint.read(folder))
        .hasMessageContaining("weight_map names the file '../model-00001");
    Files.writeString(
        index,
        text.replaceFirst(
            "\"lm_head.weight\" : \"[^\"]+\"",
            "\"lm_head.weight\" : \"model-00001-of-00004.safetensors\""));
    assertThatThrownBy(() -> Checkpoint.read(folder))
        .hasMessageContaining("the index places lm_head.weight in model-00001");
    Files.writeString(index, text);
    Files.delete(folder.resolve("model-00002-of-00004.safetensors"));
    assertThatThrownBy(() -> Checkpoint.read(folder))
        .hasMessageContaining("the weights cannot be read")
        .hasMessageContaining("model-00002-of-00004.safetensors");
  }

  @Test
  void aTruncatedFileIsRefused() throws IOException {
    Path folder = temporary.resolve("cut");
    try (Checkpoint checkpoint = Checkpoint.read(Goldens.folder("llama"))) {
      CheckpointWriter.write(folder, checkpoint.config(), checkpoint.weights().asMap(), null);
    }
    Path file = folder.resolve("model.safetensors");
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length - 1));
    assertThatThrownBy(() -> Checkpoint.read(folder)).hasMessageContaining("truncated");
  }

  @Test
  void aFailedWriteLeavesTheOldFolderAsItWas() throws IOException {
    Path folder = temporary.resolve("kept");
    try (Checkpoint checkpoint = Checkpoint.read(Goldens.folder("llama"))) {
      CheckpointWriter.write(folder, checkpoint.config(), checkpoint.weights().asMap(), null);
      ModelDigest before = ModelDigest.of(folder);
      WriteOptions failing =
          WriteOptions.DEFAULT.withExtra(
              path -> {
                throw new IOException("no space left");
              });
      assertThatThrownBy(
              () -> CheckpointWriter.write(folder, checkpoint.config(), Map.of(), null, failing))
          .isInstanceOf(WorkException.class)
          .hasMessageContaining("no space left");
      assertThat(ModelDigest.of(folder)).isEqualTo(before);
    }
    try (Stream<Path> left = Files.list(temporary)) {
      assertThat(left).containsExactly(folder);
    }
  }

  @Test
  void freshWeightsAreReproducibleAndFitTheirConfiguration() {
    for (String model : Goldens.MODELS) {
      ModelConfig config = ModelConfig.read(Goldens.folder(model).resolve("config.json"));
      try (NamedTensors one = Decoder.initialize(config, 5);
          NamedTensors two = Decoder.initialize(config, 5);
          NamedTensors other = Decoder.initialize(config, 6)) {
        assertThat(WeightsDigest.of(one.asMap()))
            .isEqualTo(WeightsDigest.of(two.asMap()))
            .isNotEqualTo(WeightsDigest.of(other.asMap()));
        Path folder = temporary.resolve("fresh-" + model);
        CheckpointWriter.write(folder, config, one.asMap(), null);
        try (Checkpoint checkpoint = Checkpoint.read(folder)) {
          assertThat(checkpoint.weights().elements()).isEqualTo(one.elements());
        }
      }
    }
  }
}

package dev.nightshift.inference.importing;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nightshift.schema.error.RequestException;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The tokenizer file of llama2.c, turned into a {@code tokenizer.json}: SentencePiece's BPE with
 * byte fallback. The file gives pieces and scores; merges follow from them, as a pair is merged in
 * the order of the score of the piece that it makes.
 */
final class Llama2cTokenizer {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String SPACE = "\u2581";
  private static final String UNKNOWN = "<unk>";
  private static final String BOS = "<s>";
  private static final String EOS = "</s>";
  private static final int FIRST_PIECE = 3;
  private static final int BYTE_PIECES = 256;
  private static final int MAX_PIECE_BYTES = 1 << 16;

  private record Piece(String text, float score) {}

  private record Merge(String left, String right, float score, int leftId, int rightId) {}

  private final List<Piece> pieces;

  private Llama2cTokenizer(List<Piece> pieces) {
    this.pieces = pieces;
  }

  /** Reads a file with that many pieces. */
  static Llama2cTokenizer read(Path file, int vocabSize) {
    List<Piece> pieces = new ArrayList<>();
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
      bytes.getInt();
      for (int i = 0; i < vocabSize; i++) {
        float score = bytes.getFloat();
        int length = bytes.getInt();
        if (length < 0 || length > MAX_PIECE_BYTES || length > bytes.remaining()) {
          throw broken(file, "piece " + i + " claims " + length + " bytes");
        }
        byte[] text = new byte[length];
        bytes.get(text);
        pieces.add(new Piece(text(i, text), score));
      }
      if (bytes.hasRemaining()) {
        throw broken(file, bytes.remaining() + " bytes follow the " + vocabSize + " pieces");
      }
    } catch (BufferUnderflowException e) {
      throw broken(file, "it ends after " + pieces.size() + " of " + vocabSize + " pieces");
    } catch (IOException e) {
      throw broken(file, e.toString());
    }
    return new Llama2cTokenizer(pieces);
  }

  /** The piece of an id as Hugging Face writes it. */
  private static String text(int id, byte[] bytes) {
    return switch (id) {
      case 0 -> UNKNOWN;
      case 1 -> BOS;
      case 2 -> EOS;
      default -> new String(bytes, StandardCharsets.UTF_8).replace(" ", SPACE);
    };
  }

  /** Writes {@code tokenizer.json} and {@code tokenizer_config.json}. */
  void write(Path folder, int maxLength) throws IOException {
    writeJson(folder.resolve("tokenizer.json"), definition());
    ObjectNode config = MAPPER.createObjectNode();
    config.put("add_bos_token", true);
    config.put("add_eos_token", false);
    config.put("bos_token", BOS);
    config.put("eos_token", EOS);
    config.put("unk_token", UNKNOWN);
    config.put("clean_up_tokenization_spaces", false);
    config.put("model_max_length", maxLength);
    config.put("tokenizer_class", "PreTrainedTokenizerFast");
    writeJson(folder.resolve("tokenizer_config.json"), config);
  }

  private ObjectNode definition() {
    ObjectNode root = MAPPER.createObjectNode();
    root.put("version", "1.0");
    root.putNull("truncation");
    root.putNull("padding");
    ArrayNode added = root.putArray("added_tokens");
    for (int id = 0; id < FIRST_PIECE; id++) {
      ObjectNode token = added.addObject();
      token.put("id", id).put("content", pieces.get(id).text());
      token.put("single_word", false).put("lstrip", false).put("rstrip", false);
      token.put("normalized", false).put("special", true);
    }
    ArrayNode normalizers =
        root.putObject("normalizer").put("type", "Sequence").putArray("normalizers");
    normalizers.addObject().put("type", "Prepend").put("prepend", SPACE);
    replace(normalizers.addObject(), " ", SPACE);
    root.putNull("pre_tokenizer");
    postProcessor(root.putObject("post_processor"));
    ArrayNode decoders = root.putObject("decoder").put("type", "Sequence").putArray("decoders");
    replace(decoders.addObject(), SPACE, " ");
    decoders.addObject().put("type", "ByteFallback");
    decoders.addObject().put("type", "Fuse");
    decoders.addObject().put("type", "Strip").put("content", " ").put("start", 1).put("stop", 0);
    model(root.putObject("model"));
    return root;
  }

  private static void replace(ObjectNode node, String pattern, String content) {
    node.put("type", "Replace");
    node.putObject("pattern").put("String", pattern);
    node.put("content", content);
  }

  private static void postProcessor(ObjectNode node) {
    node.put("type", "TemplateProcessing");
    ArrayNode single = node.putArray("single");
    single.addObject().putObject("SpecialToken").put("id", BOS).put("type_id", 0);
    single.addObject().putObject("Sequence").put("id", "A").put("type_id", 0);
    ArrayNode pair = node.putArray("pair");
    pair.addObject().putObject("SpecialToken").put("id", BOS).put("type_id", 0);
    pair.addObject().putObject("Sequence").put("id", "A").put("type_id", 0);
    pair.addObject().putObject("SpecialToken").put("id", BOS).put("type_id", 1);
    pair.addObject().putObject("Sequence").put("id", "B").put("type_id", 1);
    ObjectNode bos = node.putObject("special_tokens").putObject(BOS);
    bos.put("id", BOS);
    bos.putArray("ids").add(1);
    bos.putArray("tokens").add(BOS);
  }

  private void model(ObjectNode node) {
    node.put("type", "BPE");
    node.putNull("dropout");
    node.put("unk_token", UNKNOWN);
    node.putNull("continuing_subword_prefix");
    node.putNull("end_of_word_suffix");
    node.put("fuse_unk", true);
    node.put("byte_fallback", true);
    node.put("ignore_merges", false);
    Map<String, Integer> ids = new LinkedHashMap<>();
    for (int id = 0; id < pieces.size(); id++) {
      ids.putIfAbsent(pieces.get(id).text(), id);
    }
    ObjectNode vocabulary = node.putObject("vocab");
    ids.forEach(vocabulary::put);
    ArrayNode merges = node.putArray("merges");
    merges(ids).forEach(m -> merges.addArray().add(m.left()).add(m.right()));
  }

  /** All pairs of pieces that make a piece, best score first. */
  private List<Merge> merges(Map<String, Integer> ids) {
    List<Merge> merges = new ArrayList<>();
    for (int id = FIRST_PIECE + BYTE_PIECES; id < pieces.size(); id++) {
      Piece piece = pieces.get(id);
      String text = piece.text();
      for (int cut = 1; cut < text.length(); cut++) {
        Integer left = ids.get(text.substring(0, cut));
        Integer right = ids.get(text.substring(cut));
        if (left != null && right != null) {
          merges.add(
              new Merge(text.substring(0, cut), text.substring(cut), piece.score(), left, right));
        }
      }
    }
    merges.sort(
        Comparator.comparingDouble((Merge m) -> -m.score())
            .thenComparing(m -> m.left() + m.right())
            .thenComparingInt(Merge::leftId)
            .thenComparingInt(Merge::rightId));
    return merges;
  }

  private static void writeJson(Path file, ObjectNode json) throws IOException {
    String text = MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(json);
    Files.writeString(file, text + "\n");
  }

  private static RequestException broken(Path file, String problem) {
    return new RequestException(
        "the llama2.c tokenizer cannot be read: " + problem,
        file.toString(),
        "Give the tokenizer file that belongs to the checkpoint.");
  }
}

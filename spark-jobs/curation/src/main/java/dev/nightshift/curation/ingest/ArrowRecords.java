package dev.nightshift.curation.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.apache.arrow.vector.ipc.ReadChannel;
import org.apache.arrow.vector.ipc.message.MessageChannelReader;
import org.apache.arrow.vector.util.Text;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a stream of Arrow's columnar format, as {@code datasets} writes them to disk. The
 * position is the number of the row; its bytes are those of its JSON. Binary values are written in
 * base64, times as ISO 8601.
 */
final class ArrowRecords implements RecordReader {

  /** Most memory for one batch of rows: 2 GiB. */
  private static final long MOST_MEMORY = 1L << 31;

  /** Most bytes of a message's description: 64 MiB. */
  private static final int LONGEST_MESSAGE = 1 << 26;

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final BufferAllocator allocator = new RootAllocator(MOST_MEMORY);
  private final ArrowStreamReader reader;
  private final int limit;
  private @Nullable VectorSchemaRoot batch;
  private int row;
  private long number;

  ArrowRecords(InputStream in, int limit) {
    this.reader =
        new ArrowStreamReader(
            new MessageChannelReader(new BoundedChannel(in), allocator), allocator);
    this.limit = limit;
  }

  /**
   * Refuses lengths that no message has. Arrow allocates what the length says before it reads on,
   * so that four bytes of another format would cost gigabytes.
   */
  private static final class BoundedChannel extends ReadChannel {
    BoundedChannel(InputStream in) {
      super(Channels.newChannel(in));
    }

    @Override
    public int readFully(ByteBuffer buffer) throws IOException {
      int read = super.readFully(buffer);
      if (buffer.capacity() == Integer.BYTES && read == Integer.BYTES) {
        int length = buffer.duplicate().order(ByteOrder.LITTLE_ENDIAN).getInt(0);
        // -1 says that the length follows.
        if (length < -1 || length > LONGEST_MESSAGE) {
          throw new IOException("no stream of Arrow's format: a message of " + length + " bytes");
        }
      }
      return read;
    }
  }

  @Override
  public @Nullable Parsed next() throws IOException {
    try {
      VectorSchemaRoot rows = batch;
      while (rows == null || row == rows.getRowCount()) {
        if (!reader.loadNextBatch()) {
          return null;
        }
        rows = reader.getVectorSchemaRoot();
        batch = rows;
        row = 0;
      }
      number++;
      return record(rows, row++);
    } catch (RuntimeException e) {
      // Arrow's readers tell of broken files with many kinds of exceptions.
      throw new IOException("no stream of Arrow's format: " + e, e);
    }
  }

  private Parsed record(VectorSchemaRoot rows, int index) {
    try {
      ObjectNode fields = NODES.objectNode();
      for (FieldVector column : rows.getFieldVectors()) {
        fields.set(column.getName(), node(column.getObject(index)));
      }
      byte[] raw = fields.toString().getBytes(StandardCharsets.UTF_8);
      return raw.length > limit
          ? JsonLines.tooLong(number, Arrays.copyOf(raw, limit), raw.length)
          : new Parsed.Fields(number, raw, fields);
    } catch (StrictText.Malformed e) {
      return new Parsed.Bad(
          number, new byte[0], RejectReason.INVALID_UTF8, String.valueOf(e.getMessage()));
    }
  }

  private static JsonNode node(@Nullable Object value) throws StrictText.Malformed {
    if (value == null) {
      return NODES.nullNode();
    }
    if (value instanceof Text text) {
      return NODES.textNode(
          StrictText.decode(Arrays.copyOf(text.getBytes(), Math.toIntExact(text.getLength()))));
    }
    if (value instanceof Map<?, ?> struct) {
      ObjectNode node = NODES.objectNode();
      for (Map.Entry<?, ?> field : struct.entrySet()) {
        node.set(String.valueOf(field.getKey()), node(field.getValue()));
      }
      return node;
    }
    if (value instanceof List<?> list) {
      ArrayNode node = NODES.arrayNode();
      for (Object each : list) {
        node.add(node(each));
      }
      return node;
    }
    if (value instanceof byte[] bytes) {
      return NODES.textNode(Base64.getEncoder().encodeToString(bytes));
    }
    return scalar(value);
  }

  private static JsonNode scalar(Object value) {
    if (value instanceof Boolean truth) {
      return NODES.booleanNode(truth);
    }
    if (value instanceof BigDecimal number) {
      return NODES.numberNode(number);
    }
    if (value instanceof BigInteger number) {
      return NODES.numberNode(number);
    }
    if (value instanceof Float || value instanceof Double) {
      return NODES.numberNode(((Number) value).doubleValue());
    }
    if (value instanceof Number number) {
      return NODES.numberNode(number.longValue());
    }
    return NODES.textNode(String.valueOf(value));
  }

  @Override
  public void close() throws IOException {
    try {
      reader.close();
    } finally {
      allocator.close();
    }
  }
}

package dev.nightshift.curation.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.impl.UnionListWriter;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.junit.jupiter.api.Test;

public class ArrowRecordsTest {

  /** Rows {@code {"text": ..., "n": i, "tags": [i, i + 1]}}, a null text every fifth. */
  public static byte[] stream(int batches, int rows) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (BufferAllocator allocator = new RootAllocator();
        VarCharVector text = new VarCharVector("text", allocator);
        BigIntVector n = new BigIntVector("n", allocator);
        ListVector tags = tags(allocator);
        VectorSchemaRoot root = VectorSchemaRoot.of(text, n, tags);
        ArrowStreamWriter writer = new ArrowStreamWriter(root, null, Channels.newChannel(bytes))) {
      writer.start();
      for (int batch = 0; batch < batches; batch++) {
        text.reset();
        n.reset();
        tags.reset();
        UnionListWriter list = tags.getWriter();
        for (int i = 0; i < rows; i++) {
          int id = batch * rows + i;
          if (id % 5 == 4) {
            text.setNull(i);
          } else {
            text.setSafe(i, ("r\u00f6w " + id).getBytes(StandardCharsets.UTF_8));
          }
          n.setSafe(i, id);
          list.setPosition(i);
          list.startList();
          list.bigInt().writeBigInt(id);
          list.bigInt().writeBigInt(id + 1L);
          list.endList();
        }
        tags.setValueCount(rows);
        root.setRowCount(rows);
        writer.writeBatch();
      }
      writer.end();
    }
    return bytes.toByteArray();
  }

  /** A list of numbers; its element must be there before the schema is written. */
  private static ListVector tags(BufferAllocator allocator) {
    ListVector tags = ListVector.empty("tags", allocator);
    tags.addOrGetVector(FieldType.nullable(new ArrowType.Int(64, true)));
    return tags;
  }

  private static List<String> read(byte[] bytes) throws IOException {
    List<String> records = new ArrayList<>();
    try (RecordReader reader =
        SourceFormat.ARROW.open(
            "a.arrow",
            new ByteArrayInputStream(bytes),
            new ReadOptions(TextSplit.FILE, null, 100))) {
      for (Parsed p = reader.next(); p != null; p = reader.next()) {
        records.add(p.position() + " " + ((Parsed.Fields) p).fields());
      }
    }
    return records;
  }

  @Test
  void rowsOfAllBatchesAreRead() throws IOException {
    List<String> records = read(stream(2, 3));
    assertThat(records)
        .hasSize(6)
        .startsWith("1 {\"text\":\"röw 0\",\"n\":0,\"tags\":[0,1]}")
        .contains("5 {\"text\":null,\"n\":4,\"tags\":[4,5]}")
        .endsWith("6 {\"text\":\"röw 5\",\"n\":5,\"tags\":[5,6]}");
    assertThat(read(stream(0, 1))).isEmpty();
  }

  @Test
  void brokenStreamsAreToldApart() throws IOException {
    byte[] whole = stream(2, 100);
    assertThatThrownBy(() -> read(Arrays.copyOf(whole, whole.length / 2)))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> read("this is no arrow file at all".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(IOException.class);
  }
}

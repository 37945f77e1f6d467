package dev.nightshift.schema.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class CountedStreamTest {

  @Test
  void readsAndSkipsAreCounted() throws IOException {
    try (CountedStream in = new CountedStream(new ByteArrayInputStream(new byte[100]))) {
      assertThat(in.read()).isZero();
      assertThat(in.read(new byte[30], 5, 20)).isEqualTo(20);
      assertThat(in.skip(9)).isEqualTo(9);
      assertThat(in.count()).isEqualTo(30);
      assertThat(in.readAllBytes()).hasSize(70);
      assertThat(in.read()).isEqualTo(-1);
      assertThat(in.read(new byte[3])).isEqualTo(-1);
      assertThat(in.count()).isEqualTo(100);
    }
  }

  @Test
  void aBoundStopsEveryWayOfReading() throws IOException {
    CountedStream.Bound bound =
        count -> {
          if (count > 10) {
            throw new IOException(count + " bytes");
          }
        };
    try (CountedStream in = new CountedStream(new ByteArrayInputStream(new byte[100]), bound)) {
      assertThat(in.readNBytes(10)).hasSize(10);
      assertThatThrownBy(in::read).hasMessage("11 bytes");
    }
    try (CountedStream in = new CountedStream(new ByteArrayInputStream(new byte[100]), bound)) {
      assertThatThrownBy(() -> in.skip(50)).hasMessage("50 bytes");
    }
  }
}

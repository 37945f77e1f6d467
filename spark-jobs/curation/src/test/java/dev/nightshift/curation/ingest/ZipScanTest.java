package dev.nightshift.curation.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.schema.identity.Digest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

class ZipScanTest {

  private static byte[] zip(Object... namesAndBytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(packed)) {
      for (int i = 0; i < namesAndBytes.length; i += 2) {
        zip.putNextEntry(new ZipEntry((String) namesAndBytes[i]));
        zip.write((byte[]) namesAndBytes[i + 1]);
      }
    }
    return packed.toByteArray();
  }

  private static ZipScan scan(byte[] packed, Expansion bounds) {
    return ZipScan.of(new ByteArrayInputStream(packed), bounds, TextEncoding.AUTO);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void filesHaveTheDigestsOfFilesInAFolder() throws IOException {
    byte[] packed =
        zip(
            "d/",
            new byte[0],
            "d/a.txt",
            utf8("one"),
            "b.txt",
            new byte[0],
            "gr\u00fc\u00df.txt",
            utf8("two"));
    ZipScan scan = scan(packed, Expansion.DEFAULT);
    assertThat(scan.fault()).isNull();
    assertThat(scan.entries())
        .extracting(e -> e.number() + " " + e.name() + " " + e.scan().digest())
        .containsExactly(
            "2 d/a.txt " + Digest.ofBytes(utf8("one")),
            "3 b.txt " + Digest.ofBytes(new byte[0]),
            "4 gr\u00fc\u00df.txt " + Digest.ofBytes(utf8("two")));
  }

  @Test
  void filesAreReadOneAfterAnotherWhetherWholeOrNot() throws IOException {
    byte[] packed = zip("a.txt", utf8("first"), "b.txt", utf8("second"), "c.txt", utf8("third"));
    try (ZipEntries zip = new ZipEntries(new ByteArrayInputStream(packed), Expansion.DEFAULT)) {
      assertThat(zip.next()).isEqualTo(new ZipEntries.Entry(1, "a.txt"));
      assertThat(zip.bytes().readAllBytes()).isEqualTo(utf8("first"));
      assertThat(zip.next()).isEqualTo(new ZipEntries.Entry(2, "b.txt"));
      zip.bytes().close();
      assertThat(zip.next()).isEqualTo(new ZipEntries.Entry(3, "c.txt"));
      assertThat(zip.bytes().readAllBytes()).isEqualTo(utf8("third"));
      assertThat(zip.next()).isNull();
    }
  }

  @Test
  void boundsHoldForAllFilesTogether() throws IOException {
    byte[] zeros = new byte[12 << 20];
    byte[] bomb = zip("a.txt", zeros, "b.txt", zeros, "c.txt", zeros);
    ZipScan byRatio = scan(bomb, Expansion.DEFAULT);
    // The first 16 MiB pass whatever their ratio.
    assertThat(byRatio.entries()).extracting(ZipScan.Entry::name).containsExactly("a.txt");
    ZipScan.Fault fault = Objects.requireNonNull(byRatio.fault());
    assertThat(fault.number()).isEqualTo(2);
    assertThat(fault.reason()).isEqualTo(RejectReason.EXPANDS_TOO_FAR);
    ZipScan bySize = scan(bomb, new Expansion(1 << 20, 30 << 20));
    assertThat(bySize.entries()).hasSize(2);
    assertThat(Objects.requireNonNull(bySize.fault()).detail())
        .isEqualTo("unpacked it has more than 31457280 bytes: raise --max-file-bytes to read on");
    assertThat(scan(bomb, new Expansion(1 << 20, 1 << 30)).entries()).hasSize(3);
    assertThat(scan(bomb, new Expansion(1 << 20, 1 << 30)).fault()).isNull();
  }

  @Test
  void entriesAreBounded() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(packed)) {
      for (int i = 0; i <= ZipEntries.MOST_ENTRIES; i++) {
        zip.putNextEntry(new ZipEntry(i + "/"));
      }
    }
    ZipScan.Fault fault =
        Objects.requireNonNull(scan(packed.toByteArray(), Expansion.DEFAULT).fault());
    assertThat(fault.reason()).isEqualTo(RejectReason.EXPANDS_TOO_FAR);
    assertThat(fault.detail()).isEqualTo("the archive has more than 100000 files");
  }

  @Test
  void damagedArchivesKeepTheFilesBefore() throws IOException {
    byte[] noise = new byte[100_000];
    new java.util.Random(1).nextBytes(noise);
    byte[] packed = zip("a.txt", utf8("first"), "b.txt", noise, "c.txt", utf8("third"));
    ZipScan cut = scan(Arrays.copyOf(packed, packed.length / 2), Expansion.DEFAULT);
    assertThat(cut.entries()).extracting(ZipScan.Entry::name).containsExactly("a.txt");
    assertThat(Objects.requireNonNull(cut.fault()).reason()).isEqualTo(RejectReason.BROKEN_FILE);
    packed[packed.length / 2] ^= 1;
    ZipScan flipped = scan(packed, Expansion.DEFAULT);
    assertThat(flipped.entries()).extracting(ZipScan.Entry::name).containsExactly("a.txt");
    assertThat(Objects.requireNonNull(flipped.fault()).number()).isEqualTo(2);
    assertThat(Objects.requireNonNull(scan(utf8("no archive"), Expansion.DEFAULT).fault()).detail())
        .isEqualTo("this is no archive, or has no files");
  }
}

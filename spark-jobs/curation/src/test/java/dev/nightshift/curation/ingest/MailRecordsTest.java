package dev.nightshift.curation.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MailRecordsTest {

  private static final ReadOptions OPTIONS = new ReadOptions(TextSplit.FILE, null, 1 << 20);

  private static List<String> read(String name, String text, ReadOptions options)
      throws IOException {
    List<String> records = new ArrayList<>();
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    try (RecordReader reader =
        SourceFormat.ofName(name)
            .orElseThrow()
            .open(name, new ByteArrayInputStream(bytes), options)) {
      for (Parsed p = reader.next(); p != null; p = reader.next()) {
        records.add(
            p.position()
                + " "
                + (p instanceof Parsed.Bad bad
                    ? bad.reason().code() + ": " + bad.detail()
                    : ((Parsed.Fields) p).fields()));
      }
    }
    return records;
  }

  @Test
  void plainPartIsTakenAndDecoded() throws IOException {
    String mail =
        """
        From: =?utf-8?Q?J=C3=BCrgen?= <j@example.org>
        To: a@example.org
        Subject: =?iso-8859-1?B?R3L832U=?=
         and more
        Date: Mon, 1 Jan 2024 10:00:00 +0000
        Message-ID: <1@example.org>
        X-Other: not kept
        MIME-Version: 1.0
        Content-Type: multipart/alternative; boundary="b"

        The preamble is no text.
        --b
        Content-Type: text/plain; charset=iso-8859-1
        Content-Transfer-Encoding: quoted-printable

        sch=F6n, a line that is=
         joined
        --b
        Content-Type: text/html; charset=utf-8

        <p>not taken</p>
        --b
        Content-Type: text/plain
        Content-Disposition: attachment; filename=a.txt

        attached
        --b--
        """;
    assertThat(read("a.eml", mail, OPTIONS))
        .containsExactly(
            "1 {\"text\":\"schön, a line that is joined\",\"from\":\"Jürgen <j@example.org>\","
                + "\"to\":\"a@example.org\",\"subject\":\"Grüße and more\","
                + "\"date\":\"Mon, 1 Jan 2024 10:00:00 +0000\",\"message_id\":\"<1@example.org>\"}");
  }

  @Test
  void htmlIsTakenWhereThereIsNoPlainPart() throws IOException {
    String mail =
        "Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
            + java.util.Base64.getMimeEncoder()
                .encodeToString("<p>Gr\u00fc\u00dfe</p><p>zwei".getBytes(StandardCharsets.UTF_8))
            + "\r\n";
    assertThat(read("a.eml", mail, OPTIONS))
        .containsExactly("1 {\"text\":\"Gr\u00fc\u00dfe\\n\\nzwei\"}");
  }

  @Test
  void undeclaredBytesAreUtf8OrWindows1252() throws IOException {
    assertThat(read("a.eml", "Subject: x\n\ncaf\u00e9 \u0093q\u0094\n", OPTIONS))
        .containsExactly("1 {\"text\":\"café “q”\",\"subject\":\"x\"}");
    assertThat(read("a.eml", "Subject: x\n\ncaf\u00c3\u00a9\n", OPTIONS))
        .containsExactly("1 {\"text\":\"café\",\"subject\":\"x\"}");
  }

  @Test
  void archiveIsCutAtItsFromLines() throws IOException {
    String archive =
        """
        From a@example.org Mon Jan  1 10:00:00 2024
        Subject: one

        first
        From here on it is still one.
        >From the start
        >>From two

        From b@example.org Mon Jan  1 11:00:00 2024
        Subject: two

        second

        """;
    assertThat(read("x.mbox", archive, OPTIONS))
        .containsExactly(
            "1 {\"text\":\"first\\nFrom here on it is still one.\\nFrom the start\\n>From two\","
                + "\"subject\":\"one\"}",
            "9 {\"text\":\"second\",\"subject\":\"two\"}");
    // The same lines are no archive where the first is no From line.
    assertThat(read("x.mbox", "Subject: s\n\na\n\nFrom b\n", OPTIONS))
        .containsExactly("1 {\"text\":\"a\\n\\nFrom b\",\"subject\":\"s\"}");
    assertThat(read("x.mbox", "", OPTIONS)).isEmpty();
  }

  @Test
  void tooLongAndTooManyPartsAreRejectedAndTheNextIsRead() throws IOException {
    String archive = "From a\nSubject: x\n\n" + "y".repeat(100) + "\n\nFrom b\nSubject: z\n\nw\n";
    assertThat(read("x.mbox", archive, new ReadOptions(TextSplit.FILE, null, 60)))
        .containsExactly(
            "1 too-long: the record has 114 bytes, of which the first 60 are kept",
            "6 {\"text\":\"w\",\"subject\":\"z\"}");
    String parts =
        "Content-Type: multipart/mixed; boundary=b\n\n"
            + "--b\nContent-Type: text/plain\n\nx\n".repeat(1_001)
            + "--b--\n";
    assertThat(read("x.eml", parts, OPTIONS))
        .containsExactly("1 broken-mail: it has more than 1000 parts, or parts more than 50 deep");
    StringBuilder deep = new StringBuilder();
    for (int i = 0; i < 60; i++) {
      deep.append("Content-Type: multipart/mixed; boundary=b").append(i).append("\n\n--b");
      deep.append(i).append('\n');
    }
    assertThat(read("x.eml", deep + "\nx\n", OPTIONS))
        .containsExactly("1 broken-mail: it has more than 1000 parts, or parts more than 50 deep");
  }
}

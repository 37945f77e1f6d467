package dev.nightshift.curation.pii;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.schema.random.CounterRandom;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PiiScannerTest {

  private static final PiiSettings ALL =
      new PiiSettings(EnumSet.allOf(PiiKind.class), false, PiiSettings.ANGLES);
  private static final PiiScanner SCANNER = new PiiScanner(ALL);

  private static String masked(String text) {
    return SCANNER.mask(text, SCANNER.find(text));
  }

  private static void masks(String text, String expected) {
    assertThat(masked(text)).isEqualTo(expected);
  }

  private static void keeps(String... texts) {
    for (String text : texts) {
      assertThat(masked(text)).isEqualTo(text);
    }
  }

  @Test
  void addressesOfMail() {
    masks("write to ann.lee+news@mail.example.co.uk.", "write to <EMAIL>.");
    masks("<jm@localhost.localdomain> (Jim)", "<<EMAIL>> (Jim)");
    masks("a@b.org, c_d@e-f.net; g%h@i.museum", "<EMAIL>, <EMAIL>; <EMAIL>");
    masks("mailto:x@y.de?subject=z", "mailto:<EMAIL>?subject=z");
    masks("12345@qq.com", "<EMAIL>");
    masks("j\u00fcrgen@firma.de", "<EMAIL>");
    // Names of messages, in the headers that hold them; anywhere else the same is an address.
    keeps(
        "Message-ID: <200210070800.g9780oK23302@dogma.slashnull.org>",
        "x: y\nin-reply-to: <19258-3D407A56-2331@storefull.web.net>",
        "References: <GFOV33.VU2@a.com.mx> <12345@b.org>\n\t<20020909.GA@c.ca>",
        "Message-Id: <AMEPKEBLDJJCCDEJHAMIIECDFGAA.ejw@cse.ucsc.edu>");
    masks(
        "References: <a12345@b.org>\nCc: <a12345@b.org>",
        "References: <a12345@b.org>\nCc: <<EMAIL>>");
    masks("References: <jane.doe@a.org>", "References: <<EMAIL>>");
    masks("To: <200210070800.g9@dogma.org>", "To: <<EMAIL>>");
    keeps("ann@home", "@everyone", "a @ b.org", "react@18.2.0", "x@.org", "me at ann.lee dot org");
  }

  @Test
  void addressesOfMachines() {
    masks("from 66.187.233.211 by", "from <IP> by");
    masks("unknown (HELO x) [(65.148.113.186])", "unknown (HELO x) [(<IP>])");
    masks("[8.8.4.40]:53", "[<IP>]:53");
    masks("at 2606:4700:4700::1111, or", "at <IP>, or");
    masks("2a00:1450:4001:82b:0:0:0:200e", "<IP>");
    keeps(
        "127.0.0.1",
        "10.1.20.30",
        "172.16.48.31",
        "192.168.1.10",
        "203.0.113.77",
        "1.2.3.4",
        "256.1.20.30",
        "1.20.300.4",
        "version 10.4.12.3",
        "v11.22.33.44",
        "1.3.6.1.4.1.311",
        "01.02.03.44",
        "::1",
        "fe80::1ff:fe23:4567:890a",
        "2001:db8::8a2e:370:7334",
        "12:34:56",
        "00:1a:2b:3c:4d:5e",
        "12:34:56:78:9a:bc:de:f0",
        "std::vector::size",
        "dead::beef");
    PiiScanner alsoPrivate =
        new PiiScanner(new PiiSettings(Set.of(PiiKind.IP), true, PiiSettings.ANGLES));
    assertThat(alsoPrivate.find("192.168.1.10 fe80::1ff:fe23:4567:890a")).hasSize(2);
  }

  @Test
  void telephoneNumbers() {
    masks("+1 212 555 0123", "<PHONE>");
    masks("+49 (0)30 901820", "<PHONE>");
    masks("call +33 1 42 68 53 00 now", "call <PHONE> now");
    masks("+442079460958", "<PHONE>");
    masks("(212) 555-0123", "<PHONE>");
    masks("212-555-0123, 212.555.0123 and 1-800-555-0199", "<PHONE>, <PHONE> and <PHONE>");
    masks("Phone: 555-1234", "Phone: <PHONE>");
    masks("Tel.: 030 / 90 18 20", "Tel.: <PHONE>");
    masks("Fax 1234567", "Fax <PHONE>");
    masks("(0171) 1234567", "<PHONE>");
    keeps(
        "555-1234",
        "2002-08-21",
        "21.08.2002",
        "1234567",
        "0-19-853453-1",
        "ISBN 0-306-40615-2",
        "978-0-306-40615-7",
        "$1,234,567,890",
        "1 2 3 4 5 6 7 8 9",
        "+1 2 3 4 5 6 7 8",
        "12:30:45",
        "212-555-01234",
        "1.212.555",
        "3.14159265358979",
        "1995 1996 1997 1998",
        "call me in 2002");
  }

  @Test
  void paymentCards() {
    // Test numbers of the networks; the last digit of the second list is wrong.
    masks("4111 1111 1111 1111", "<CARD>");
    masks("card 5555555555554444.", "card <CARD>.");
    masks("3782-822463-10005", "<CARD>");
    masks("6011111111111117 and 3530111333300000", "<CARD> and <CARD>");
    masks("30569309025904", "<CARD>");
    keeps(
        "4111 1111 1111 1112",
        "5555555555554445",
        "1234567812345670",
        "4111-1111 1111-1111",
        "41111 111111 11111",
        "0000000000000000",
        "14111111111111111");
  }

  @Test
  void bankAccounts() {
    masks("DE89 3704 0044 0532 0130 00", "<IBAN>");
    masks("IBAN GB82WEST12345698765432.", "IBAN <IBAN>.");
    masks("FR1420041010050500013M02606", "<IBAN>");
    masks("NO9386011117947", "<IBAN>");
    keeps("DE89 3704 0044 0532 0130 01", "XX82WEST12345698765432", "DE8937040044053201300");
  }

  @Test
  void socialSecurityNumbers() {
    masks("SSN 219-09-9999", "SSN <SSN>");
    keeps(
        "000-12-3456", "666-12-3456", "912-12-3456", "123-00-4567", "123-45-0000", "123-45-67890");
    PiiScanner usual = new PiiScanner(PiiSettings.usual());
    assertThat(usual.find("219-09-9999")).isEmpty();
  }

  @Test
  void keysAndTokens() {
    masks("AKIAIOSFODNN7EXAMPLE", "<KEY>");
    masks("token ghp_" + "a1B2c3D4e5F6".repeat(3) + ".", "token <KEY>.");
    masks("xoxb-123456789012-abcdefABCDEF", "<KEY>");
    masks("AIza" + "SyA1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q", "<KEY>");
    masks(
        "Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P",
        "Bearer <KEY>");
    masks("api_key = \"q8Zr3LxT0vBn5KwY7mPd\"", "api_key = \"<KEY>\"");
    masks("DB_PASSWORD: 9fK2xQ7vLw4TzR8p", "DB_PASSWORD: <KEY>");
    masks(
        "a\n-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----\nb",
        "a\n<KEY>\nb");
    keeps(
        "AKIAIOSFODNN7",
        "password: correcthorsebattery",
        "token = aaaaaaaaaaaaaaaaaaaa1",
        "-----BEGIN PUBLIC KEY-----",
        "monkey = \"q8Zr3LxT0vBn5KwY7mPd\"".replace("monkey", "colour"),
        "the secret: keep it to yourself 1",
        "eyJ short");
  }

  @Test
  void placesAreThoseOfTheText() {
    String text = "a b@c.de d +442079460958";
    assertThat(SCANNER.find(text))
        .containsExactly(new PiiHit(PiiKind.EMAIL, 2, 8), new PiiHit(PiiKind.PHONE, 11, 24));
    PiiScanner phones = new PiiScanner(new PiiSettings(Set.of(PiiKind.PHONE), false, "[[{kind}]]"));
    assertThat(phones.mask(text, phones.find(text))).isEqualTo("a b@c.de d [[PHONE]]");
    assertThat(new PiiScanner(new PiiSettings(Set.of(), false, "<{kind}>")).find(text)).isEmpty();
  }

  @Test
  void placeholdersStandBetweenBrackets() {
    for (String format :
        new String[] {"kind", "{kind}", "X{kind}", "<{kind}", "<{kind}1>", "a@b.c"}) {
      assertThatThrownBy(() -> new PiiSettings(Set.of(PiiKind.IP), false, format))
          .hasMessageContaining("'" + format + "' is not {kind} between brackets");
    }
  }

  @Test
  void maskingTwiceChangesNothing() {
    String[] parts = {
      "ann@b.org",
      "+442079460958",
      "212-555-0123",
      "(212) 555-0123",
      "66.187.233.211",
      "2606:4700::1111",
      "4111 1111 1111 1111",
      "DE89370400440532013000",
      "219-09-9999",
      "AKIAIOSFODNN7EXAMPLE",
      "api_key=",
      "q8Zr3LxT0vBn5KwY7mPd",
      "Tel ",
      "phone:",
      "ISBN ",
      "@",
      "+",
      "-",
      ".",
      ":",
      "(",
      ")",
      "/",
      " ",
      "1",
      "20",
      "0171",
      "555",
      "a",
      "ghp_",
      "x",
      "\n",
      "=",
      "\u00e9",
      "<EMAIL>",
      "eyJ",
      "-----BEGIN PRIVATE KEY-----"
    };
    CounterRandom random = CounterRandom.of(5, "mask", 0);
    for (int round = 0; round < 20_000; round++) {
      StringBuilder text = new StringBuilder();
      int size = 1 + random.nextInt(8);
      for (int i = 0; i < size; i++) {
        text.append(parts[random.nextInt(parts.length)]);
      }
      String once = masked(text.toString());
      assertThat(masked(once)).as(text.toString()).isEqualTo(once);
      List<PiiHit> hits = SCANNER.find(text.toString());
      for (int i = 1; i < hits.size(); i++) {
        assertThat(hits.get(i).start()).isGreaterThanOrEqualTo(hits.get(i - 1).end());
      }
    }
  }

  @Test
  void hostileTextsEnd() {
    // Each is 4 million characters; whoever goes back over them takes days.
    for (String part :
        new String[] {
          "@",
          "a@",
          "1",
          "1 ",
          "1-",
          "+1",
          "1.",
          "a:",
          "::",
          "1:",
          "(",
          "=",
          "x=",
          "-----BEGIN PRIVATE KEY-----",
          "a.",
          "token=a",
          "AKIA",
          "DE89",
          "eyJa.",
          "4111 ",
          "a@b."
        }) {
      String text = part.repeat(4_000_000 / part.length());
      assertThat(masked(text)).isNotNull();
    }
  }
}

package dev.caravan.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;

class PlainOptionsTest {

  /** As the command line's library reads them. */
  private static final class Parsed {
    @Mixin private ConfigFiles files = new ConfigFiles();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "--data d",
        "--data=d",
        "--config c --routes=r --data /srv/a=b",
        "--set a=1",
        "--set=a=1 --set b=2=3",
        "--set caravan.http.port=0 --set caravan.venues=binance-spot,okx --data d",
        "--set a=",
        "--set a='1'"
      })
  void shouldReadPlainOptionsAsTheLibraryDoes(String line) throws Exception {
    List<String> words = words(line);
    Parsed parsed = new Parsed();
    new CommandLine(parsed).parseArgs(words.toArray(String[]::new));

    ConfigFiles plain = ConfigFiles.ofPlain(words).orElseThrow();

    assertEquals(fields(parsed.files), fields(plain));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "-V",
        "--print-config",
        "--dta d",
        "d",
        "--data",
        "--data=",
        "--data --set",
        "--data a --data b",
        "--data @file",
        "@file",
        "--set a",
        "--set =1",
        "--set a=1 --set a=2",
        "--set \"a=1\""
      })
  void shouldLeaveTheRestToTheLibrary(String line) {
    assertTrue(ConfigFiles.ofPlain(words(line)).isEmpty(), line);
  }

  private static List<String> words(String line) {
    return line.isEmpty() ? List.of() : List.of(line.split(" "));
  }

  private static List<Object> fields(ConfigFiles files) throws IllegalAccessException {
    List<Object> values = new ArrayList<>();
    for (Field field : ConfigFiles.class.getDeclaredFields()) {
      if (field.isAnnotationPresent(CommandLine.Option.class)) {
        field.setAccessible(true);
        values.add(field.getName() + "=" + field.get(files));
      }
    }
    return values;
  }
}

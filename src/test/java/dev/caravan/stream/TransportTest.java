package dev.caravan.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.util.ResourceLeakDetector;
import java.util.Locale;
import java.util.concurrent.ThreadFactory;
import org.junit.jupiter.api.Test;

class TransportTest {

  @Test
  void shouldSearchForLostBuffersOnlyWhereThatIsAskedFor() {
    ThreadFactory threads = Thread::new;

    Transport.group(1, threads).shutdownGracefully();

    assertEquals(
        System.getProperty("io.netty.leakDetection.level", "disabled"),
        ResourceLeakDetector.getLevel().name().toLowerCase(Locale.ROOT));
  }
}

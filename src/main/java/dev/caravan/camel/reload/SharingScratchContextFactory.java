package dev.caravan.camel.reload;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.Component;
import org.apache.camel.Service;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.BeanRepository;
import org.apache.camel.spi.ExtendedPropertyConfigurerGetter;
import org.apache.camel.spi.PropertiesSource;
import org.apache.camel.spi.PropertyConfigurer;
import org.apache.camel.support.DefaultRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Lends a live context's beans, properties and plain component options to a scratch context.
 *
 * <p>Components are made anew from the class path, or by a given supplier where a scheme has no
 * usable default constructor. Options that are objects (executors, handlers) are not copied: a
 * component may close its own at stop, and they must not be closed with the scratch.
 */
public final class SharingScratchContextFactory implements ScratchContextFactory {

  private final Map<String, Supplier<? extends Component>> components = new LinkedHashMap<>();

  /** Makes this scheme's component with the supplier, which must not hand out a live one. */
  public SharingScratchContextFactory component(
      String scheme, Supplier<? extends Component> supplier) {
    components.put(requireNonNull(scheme, "scheme"), requireNonNull(supplier, "supplier"));
    return this;
  }

  @Override
  public CamelContext create(CamelContext live) throws Exception {
    DefaultCamelContext scratch = new DefaultCamelContext(false);
    scratch.getCamelContextExtension().setName("reload-check");
    scratch.getCamelContextExtension().setRegistry(new DefaultRegistry(new Lent(live)));
    scratch.disableJMX();
    scratch.setLoadTypeConverters(live.isLoadTypeConverters());
    scratch.setLoadHealthChecks(false);
    scratch.build();
    scratch.getPropertiesComponent().addPropertiesSource(new LentProperties(live));
    for (Map.Entry<String, Supplier<? extends Component>> entry : components.entrySet()) {
      scratch.addComponent(entry.getKey(), entry.getValue().get());
    }
    for (String scheme : live.getComponentNames()) {
      Component from = live.hasComponent(scheme);
      Component to = scratch.getComponent(scheme);
      if (from != null && to != null) {
        copyOptions(live, from, scratch, to);
      }
    }
    return scratch;
  }

  private static void copyOptions(
      CamelContext live, Component from, CamelContext scratch, Component to) {
    PropertyConfigurer configurer = from.getComponentPropertyConfigurer();
    if (!(configurer instanceof ExtendedPropertyConfigurerGetter getter)
        || !from.getClass().equals(to.getClass())) {
      return;
    }
    for (String option : getter.getAllOptions(from).keySet()) {
      Object value = getter.getOptionValue(from, option, false);
      if (isPlain(value)) {
        configurer.configure(scratch, to, option, value, false);
      }
    }
  }

  private static boolean isPlain(@Nullable Object value) {
    return value instanceof String
        || value instanceof Number
        || value instanceof Boolean
        || value instanceof Enum<?>
        || value instanceof Duration;
  }

  /**
   * The live registry, read only and without components: the scratch would take the live ones.
   *
   * <p>A context also looks for parts of itself by type, adopts and later stops them; it finds
   * none.
   */
  private record Lent(CamelContext live) implements BeanRepository {

    @Override
    public @Nullable Object lookupByName(String name) {
      Object bean = live.getRegistry().lookupByName(name);
      return bean instanceof Component ? null : bean;
    }

    @Override
    public <T> @Nullable T lookupByNameAndType(String name, Class<T> type) {
      T bean = live.getRegistry().lookupByNameAndType(name, type);
      return bean instanceof Component ? null : bean;
    }

    @Override
    public <T> Map<String, T> findByTypeWithName(Class<T> type) {
      return isPartOfContext(type) ? Map.of() : live.getRegistry().findByTypeWithName(type);
    }

    @Override
    public <T> Set<T> findByType(Class<T> type) {
      return isPartOfContext(type) ? Set.of() : live.getRegistry().findByType(type);
    }

    private static boolean isPartOfContext(Class<?> type) {
      return Component.class.isAssignableFrom(type)
          || type.getName().startsWith("org.apache.camel.health.")
          || (type.getName().startsWith("org.apache.camel.spi.")
              && Service.class.isAssignableFrom(type));
    }
  }

  /** Every key as the live context resolves it. */
  private record LentProperties(CamelContext live) implements PropertiesSource {

    @Override
    public String getName() {
      return "live";
    }

    @Override
    public @Nullable String getProperty(String name) {
      return live.getPropertiesComponent().resolveProperty(name).orElse(null);
    }
  }
}

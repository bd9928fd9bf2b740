// A file of its own: the page's Content-Security-Policy allows no script within the page.
window.SwaggerUIBundle({
  // `?type=Observation` shows that type alone, which opens faster.
  url: `../openapi.json${window.location.search}`,
  dom_id: '#swagger-ui',
  deepLinking: true,
  // Thousands of calls: one line a type until one is opened, and a field to look for a type.
  docExpansion: 'none',
  filter: true,
  defaultModelsExpandDepth: -1,
  // No document leaves this server to be checked elsewhere.
  validatorUrl: null,
});

"""Readings to files and pages: `layouts.write` for data, `page.render_page` for people."""

export const DASHBOARD_STYLE = `
body{margin:0;font:14px/1.45 "DejaVu Sans",Verdana,Arial,sans-serif}
`;

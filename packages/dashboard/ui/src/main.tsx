import { mountDashboard } from './mount.js'

const place = document.getElementById('app')
if (place) mountDashboard(place)
